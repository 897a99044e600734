// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest"
import type { ApiResult } from "../../api/proxyClient"
import type { HealthResult, ServerHealth } from "../../domain/health"
import { button, cleanUp, field, settle, show, type } from "./pickerRig"

const healthy: HealthResult = { state: "healthy", version: "1.18.33" }

afterEach(cleanUp)

describe("the password dialog", () => {
  const server = { id: "~bbbbbbbb", displayName: "Mine", http: { url: "http://b", username: "opencode" } }
  const needed: ServerHealth = { state: "unhealthy", reason: "auth_required", missed: false }

  async function ask(answer: HealthResult) {
    const shown = show(answer)
    await settle()
    shown.shell.servers.add(server)
    shown.shell.health.learned({ id: server.id, ...server.http }, needed)
    button("Enter password").click()
    type("Password", "s3cret")
    return shown
  }

  it("keeps a password that was accepted, and goes on from the server's row", async () => {
    const { shell } = await ask(healthy)
    button("Continue").click()
    await settle()
    expect(shell.credentials.credential(server)).toBe("sealed s3cret for http://b")
    expect(document.activeElement?.getAttribute("href")).toBe("/nb/s/~bbbbbbbb/")
  })

  it("keeps nothing when it is closed while the password is tried", async () => {
    const { shell, test } = await ask(healthy)
    let answer: (result: ApiResult<HealthResult>) => void = () => undefined
    test.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
    button("Continue").click()
    await settle()
    button("Cancel").click()
    expect(test.mock.calls[0]?.[2].aborted).toBe(true)
    answer({ value: healthy })
    await settle()
    expect(shell.credentials.credential(server)).toBeUndefined()
    expect(shell.health.health(server.id).state).toBe("unhealthy")
  })

  it("keeps what is typed while another tab changes something else, and starts anew for another address", async () => {
    const { shell } = await ask(healthy)
    shell.servers.edit({ ...server, displayName: "Yours" })
    expect(field("Password").value).toBe("s3cret")
    shell.servers.edit({ ...server, http: { ...server.http, url: "http://other" } })
    expect(field("Password").value).toBe("")
    expect(document.querySelector("dialog")?.textContent).toContain("http://other")
    shell.servers.remove(server.id)
    expect(document.querySelector("dialog")).toBeNull()
  })

  it("is the form for a server without a user name", async () => {
    const { shell } = show(healthy)
    await settle()
    const { url } = server.http
    shell.servers.add({ ...server, http: { url } })
    shell.health.learned({ id: server.id, url }, needed)
    expect(document.querySelector(".row")?.textContent).toContain("Edit it and choose how to sign in.")
    button("Add password").click()
    expect(field("The server asks").checked).toBe(true)
  })
})

describe("the keyboard's place", () => {
  const server = { id: "~bbbbbbbb", displayName: "Mine", http: { url: "http://b" } }

  it("stays on the button that tests", async () => {
    const { test } = show(healthy, { url: "http://b" })
    await settle()
    button("Test").focus()
    button("Test").click()
    button("Test").click()
    expect(button("Test").disabled).toBe(false)
    expect(button("Test").getAttribute("aria-disabled")).toBe("true")
    await settle()
    expect(test).toHaveBeenCalledTimes(1)
    expect(document.activeElement).toBe(button("Test"))
  })

  it("is the way to add a server when the list is empty again", async () => {
    const { onFormDone } = show(healthy, { url: "http://b" })
    await settle()
    button("Cancel").click()
    await settle()
    expect(onFormDone).toHaveBeenCalledTimes(1)
    expect(document.activeElement?.closest(".empty")).not.toBeNull()
  })

  it("is in the list when the time to undo has ended", async () => {
    const { shell } = show(healthy)
    await settle()
    shell.servers.add(server)
    shell.servers.add({ ...server, id: "~cccccccc", http: { url: "http://c" } })
    vi.useFakeTimers()
    button("Remove Mine").click()
    await vi.advanceTimersByTimeAsync(0)
    expect(document.activeElement).toBe(button("Undo"))
    await vi.advanceTimersByTimeAsync(8_000)
    vi.useRealTimers()
    expect(document.activeElement?.getAttribute("href")).toBe("/nb/s/~cccccccc/")
  })
})

it("does not offer to take back the admin's default", async () => {
  const { shell } = show(healthy, undefined, "", vi.fn(), [{ key: "team", name: "Team", url: "http://t", source: "config", default: true }])
  await settle()
  button("Default server, set by your admin: Team").click()
  expect(shell.servers.list().default).toBeUndefined()
  expect(button("Default server, set by your admin: Team").getAttribute("aria-disabled")).toBe("true")
  shell.servers.setDefault("team")
  button("Default server: Team").click()
  expect(shell.servers.list().default).toBeUndefined()
})
