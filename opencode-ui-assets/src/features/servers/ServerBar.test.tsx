// @vitest-environment happy-dom
import { createSignal } from "solid-js"
import { afterEach, describe, expect, it } from "vitest"
import { ServerBar } from "./ServerBar"
import { button, cleanUp, field, press, settle, showShell, type, type Rig } from "./shellRig"

const a = { id: "~aaaaaaaz", displayName: "Alpha", http: { url: "http://a" } }
const b = { id: "~bbbbbbbb", displayName: "Beta", http: { url: "http://b" } }
const c = { id: "~cccccccc", displayName: "Gamma", http: { url: "http://c" } }
const SWITCHER = { code: "KeyK", key: "K", ctrlKey: true, shiftKey: true }

afterEach(cleanUp)

async function show(rig: Rig = {}) {
  const [isLost, setLost] = createSignal(false)
  const shown = showShell({ activeId: a.id, ...rig }, () => <ServerBar connection={{ isLost }} />)
  await settle()
  for (const server of [a, b, c]) shown.shell.servers.add(server)
  return { ...shown, setLost }
}

const options = () => [...document.querySelectorAll("[role=option]")].map((option) => option.querySelector(".row-name")?.textContent)
const chosen = () => document.querySelector("[aria-selected=true] .row-name")?.textContent

describe("the bar", () => {
  it("names the server, and says how it is in words", async () => {
    const { shell } = await show()
    shell.health.learned({ id: a.id, ...a.http }, { state: "healthy", version: "1.18.33", latencyMs: 12 })
    const bar = document.querySelector(".bar")
    expect(bar?.textContent).toContain("Alpha")
    expect(bar?.querySelector("[role=status]")?.textContent).toBe("Healthy")
    expect(bar?.textContent).toContain("1.18.33 · 12 ms")
    shell.health.learned({ id: a.id, ...a.http }, { state: "unhealthy", reason: "refused" })
    expect(bar?.textContent).toContain("Connection refused")
    expect(bar?.textContent).toContain("Start “opencode serve” there")
  })

  it("says that the connection is lost as the banner does, until a check has found why", async () => {
    const { shell, setLost, refresh } = await show()
    const said = () => [...document.querySelectorAll(".bar-server .status, .bar-state [role=status]")].map((part) => part.textContent)
    shell.health.learned({ id: a.id, ...a.http }, { state: "healthy", version: "1.18.33", latencyMs: 12 })
    setLost(true)
    expect(said()).toEqual(["No connection", "No connection"])
    expect(document.querySelector(".bar")?.textContent).not.toContain("1.18.33")
    shell.health.learned({ id: a.id, ...a.http }, { state: "unhealthy", reason: "refused" })
    expect(said()).toEqual(["Connection refused", "Connection refused"])
    expect(refresh).not.toHaveBeenCalled()
    setLost(false)
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  it("shows when another server waits, and goes there", async () => {
    const { setAttention, open } = await show()
    expect(document.querySelector(".bar-attention")).toBeNull()
    setAttention({ [a.id]: "waiting" })
    expect(document.querySelector(".bar-attention")).toBeNull()
    setAttention({ [b.id]: "waiting" })
    button("Beta waits for you").click()
    expect(open).toHaveBeenCalledWith(b.id)
  })

  it("lets the user choose when several servers have finished", async () => {
    const { setAttention, open } = await show()
    setAttention({ [b.id]: "finished", [c.id]: "finished" })
    button("2 servers have finished").click()
    expect(open).not.toHaveBeenCalled()
    expect(options()).toEqual(["Beta", "Gamma", "Alpha"])
  })

  it("asks for an API key where one is missing", async () => {
    const { shell } = await show()
    shell.servers.edit({ ...a, http: { ...a.http, header: "x-api-key" } })
    shell.health.learned({ id: a.id, ...a.http }, { state: "unhealthy", reason: "auth_required" })
    button("Enter API key").click()
    type("API key", "k3y")
    button("Continue").click()
    await settle()
    const server = shell.servers.find(a.id)
    expect(server && shell.credentials.credential(server)).toBe("sealed x-api-key: k3y for http://a")
  })
})

describe("the switcher", () => {
  it("opens by mod+shift+K while an input has the focus, and closes by it", async () => {
    await show()
    const input = document.body.appendChild(document.createElement("input"))
    input.focus()
    const event = press(SWITCHER)
    expect(event.defaultPrevented).toBe(true)
    await settle()
    expect(document.activeElement).toBe(field("Filter servers"))
    press(SWITCHER)
    expect(document.querySelector("[role=listbox]")).toBeNull()
  })

  it("has the most recent servers first and the open one last, so that Enter goes back", async () => {
    const { shell, open } = await show()
    for (const { id } of [b, c, a]) shell.servers.opened(id)
    press(SWITCHER)
    await settle()
    expect(options()).toEqual(["Gamma", "Beta", "Alpha"])
    press({ key: "Enter" })
    expect(open).toHaveBeenCalledWith(c.id)
  })

  it("is walked with the arrows, round and round, while the keyboard stays in the filter", async () => {
    const { open } = await show()
    press(SWITCHER)
    await settle()
    expect(chosen()).toBe("Beta")
    press({ key: "ArrowDown" })
    press({ key: "ArrowDown" })
    press({ key: "ArrowDown" })
    press({ key: "ArrowUp" })
    expect(chosen()).toBe("Alpha")
    press({ key: "ArrowUp" })
    expect(chosen()).toBe("Gamma")
    const input = field("Filter servers")
    expect(document.activeElement).toBe(input)
    expect(document.getElementById(input.getAttribute("aria-activedescendant") ?? "")?.textContent).toContain("Gamma")
    press({ key: "Enter" })
    expect(open).toHaveBeenCalledWith(c.id)
  })

  it("filters as one types, and opens what is left", async () => {
    const { open } = await show()
    press(SWITCHER)
    await settle()
    type("Filter servers", "gam")
    expect(options()).toEqual(["Gamma"])
    press({ key: "Enter" })
    expect(open).toHaveBeenCalledWith(c.id)
  })

  it("closes when the open server is chosen: its place is not lost", async () => {
    const { open } = await show()
    press(SWITCHER)
    await settle()
    type("Filter servers", "alpha")
    press({ key: "Enter" })
    expect(open).not.toHaveBeenCalled()
    expect(document.querySelector("[role=listbox]")).toBeNull()
  })

  it("offers to add an address that no server has, without contacting it", async () => {
    const { test } = await show()
    press(SWITCHER)
    await settle()
    type("Filter servers", "New.box:4096")
    press({ key: "Enter" })
    await settle()
    expect(field("Address").value).toBe("http://new.box:4096")
    expect(test).not.toHaveBeenCalled()
  })

  it("says each server's state in words, its keys, and that it waits", async () => {
    const { shell, setAttention } = await show()
    shell.health.learned({ id: b.id, ...b.http }, { state: "unhealthy", reason: "timeout" })
    setAttention({ [c.id]: "waiting" })
    press(SWITCHER)
    await settle()
    const texts = [...document.querySelectorAll("[role=option]")].map((option) => option.textContent)
    expect(texts[0]).toContain("No answer")
    expect(texts[0]).toContain("Ctrl+Alt+2")
    expect(texts[1]).toContain("Waits for you")
  })

  it("leads to the list, where servers are managed", async () => {
    await show()
    document.querySelector<HTMLElement>(".bar-server")?.click()
    button("Manage servers").click()
    expect(document.querySelector("h2")?.textContent).toBe("Servers")
    button("Edit Beta").click()
    expect(document.querySelector("h2")?.textContent).toBe("Edit server")
  })

  it("leaves a click with a modifier to the browser: a new tab has its own server", async () => {
    const { open } = await show()
    press(SWITCHER)
    await settle()
    const link = document.querySelector<HTMLAnchorElement>("a[role=option]")
    expect(link?.getAttribute("href")).toBe("/nb/s/~bbbbbbbb/")
    link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true }))
    expect(open).not.toHaveBeenCalled()
    link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))
    expect(open).toHaveBeenCalledWith(b.id)
  })
})

describe("the keys", () => {
  it("mod+alt+1…9 open the n-th server of the list; the open one stays", async () => {
    const { open } = await show()
    press({ code: "Digit3", key: "3", ctrlKey: true, altKey: true })
    expect(open).toHaveBeenCalledWith(c.id)
    press({ code: "Digit1", key: "1", ctrlKey: true, altKey: true })
    expect(press({ code: "Digit9", key: "9", ctrlKey: true, altKey: true }).defaultPrevented).toBe(false)
    expect(open).toHaveBeenCalledTimes(1)
  })

  it("can be changed and turned off", async () => {
    const { shell, open } = await show()
    shell.settings.change({ switcher: { mod: true, alt: false, shift: true, code: "KeyO" }, nth: "alt+shift" })
    expect(press(SWITCHER).defaultPrevented).toBe(false)
    expect(press({ code: "Digit2", key: "2", ctrlKey: true, altKey: true }).defaultPrevented).toBe(false)
    press({ code: "Digit2", key: "2", altKey: true, shiftKey: true })
    expect(open).toHaveBeenCalledWith(b.id)
    expect(press({ ...SWITCHER, code: "KeyO" }).defaultPrevented).toBe(true)
    shell.settings.change({ switcher: undefined, nth: undefined })
    expect(press({ ...SWITCHER, code: "KeyO" }).defaultPrevented).toBe(false)
    expect(press({ code: "Digit2", key: "2", altKey: true, shiftKey: true }).defaultPrevented).toBe(false)
  })

  it("held down act once", async () => {
    await show()
    press(SWITCHER)
    expect(press({ ...SWITCHER, repeat: true }).defaultPrevented).toBe(true)
    expect(document.querySelector("[role=listbox]")).not.toBeNull()
  })
})
