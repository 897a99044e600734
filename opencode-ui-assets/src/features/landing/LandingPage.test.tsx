// @vitest-environment happy-dom
import { createSignal } from "solid-js"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { LandingRoute } from "../../domain/landingRoute"
import type { ProvidedServer } from "../../domain/providedServer"
import { button, cleanUp, field, press, settle, showShell } from "../servers/shellRig"
import { LandingPage } from "./LandingPage"

const local: ProvidedServer = { key: "local", name: "This notebook", url: "http://l", source: "config", default: true }
const healthy = { state: "healthy", version: "1.18.33" } as const
const refused = { state: "unhealthy", reason: "refused" } as const

afterEach(cleanUp)

async function land(first: LandingRoute) {
  const [route, setRoute] = createSignal(first)
  const onStay = vi.fn(() => setRoute({ kind: "picker" }))
  const shown = showShell({ provided: [local] }, () => <LandingPage route={route()} onStay={onStay} />)
  await settle()
  return { ...shown, onStay }
}

describe("B/", () => {
  it("opens the default server as soon as it is known to be reachable", async () => {
    const { shell, open } = await land({ kind: "open" })
    expect(document.querySelector("h1")?.textContent).toBe("Opening This notebook…")
    expect(open).not.toHaveBeenCalled()
    shell.health.learned({ id: "local", url: local.url }, healthy)
    expect(open).toHaveBeenCalledWith("local")
  })

  it("opens the user's own default before the admin's", async () => {
    const { shell, open } = await land({ kind: "open" })
    const mine = { id: "~bbbbbbbb", displayName: "Mine", http: { url: "http://b" } }
    shell.servers.add(mine)
    shell.servers.setDefault(mine.id)
    shell.health.learned({ id: "local", url: local.url }, healthy)
    expect(open).not.toHaveBeenCalled()
    shell.health.learned({ id: mine.id, ...mine.http }, healthy)
    expect(open).toHaveBeenCalledWith(mine.id)
  })

  it("shows the picker with the reason when the default cannot be reached, and stays there", async () => {
    const { shell, open } = await land({ kind: "open" })
    shell.health.learned({ id: "local", url: local.url }, refused)
    expect(document.querySelector(".banner")?.textContent).toContain("could not be opened: connection refused")
    shell.health.learned({ id: "local", url: local.url }, healthy)
    expect(open).not.toHaveBeenCalled()
  })

  it("lets the user choose another server while it waits", async () => {
    const { onStay } = await land({ kind: "open" })
    button("Choose another server").click()
    expect(onStay).toHaveBeenCalled()
    expect(document.querySelector("h1")?.textContent).toBe("Servers")
  })
})

describe("a link", () => {
  it("with an id that is not in the list opens the picker and no server", async () => {
    const { open, test } = await land({ kind: "unknown", id: "~zzzzzzzz" })
    expect(document.querySelector(".banner")?.textContent).toContain("“~zzzzzzzz” that is not in this browser's list")
    expect(open).not.toHaveBeenCalled()
    expect(test).not.toHaveBeenCalled()
  })

  it("with an address fills it in, and contacts nothing until the user confirms", async () => {
    const { shell, open, test } = await land({ kind: "add", url: "http://x:4096" })
    expect(field("Address").value).toBe("http://x:4096")
    expect(document.querySelector(".banner")?.textContent).toContain("It has not been contacted")
    expect([open.mock.calls, test.mock.calls, shell.servers.list().servers]).toEqual([[], [], []])
  })
})

it("takes the keyboard to the list by the switcher's keys", async () => {
  await land({ kind: "picker" })
  press({ code: "KeyK", ctrlKey: true, shiftKey: true })
  expect(document.activeElement?.getAttribute("href")).toBe("/nb/s/local/")
})
