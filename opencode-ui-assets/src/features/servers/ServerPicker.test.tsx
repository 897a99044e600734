// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest"
import type { HealthResult } from "../../domain/health"
import { ServerPicker } from "./ServerPicker"
import { button, cleanUp, closePicker, field, settle, show, type } from "./pickerRig"
import { showShell } from "./shellRig"

const refused: HealthResult = { state: "unhealthy", reason: "refused" }
const healthy: HealthResult = { state: "healthy", version: "1.18.33" }

afterEach(cleanUp)

describe("adding a server", () => {
  it("shows the address as it will be saved, tests once on submit, and saves", async () => {
    const { shell, test } = show(healthy)
    await settle()
    button("Add server").click()
    type("Address", "Sandbox:4096/")
    expect(document.body.textContent).toContain("Will be saved as http://sandbox:4096")
    expect(test).not.toHaveBeenCalled()
    button("Add server").click()
    await settle()
    expect(test).toHaveBeenCalledTimes(1)
    expect(shell.servers.list().servers.map((server) => server.http)).toEqual([{ url: "http://sandbox:4096" }])
    expect(document.querySelector(".row")?.textContent).toContain("Healthy")
  })

  it("says why the test failed, and saves anyway when asked again", async () => {
    const { shell, test } = show(refused, { url: "sandbox:4096" })
    button("Add server").click()
    await settle()
    expect(document.querySelector(".test")?.textContent).toContain("Connection refused")
    expect(shell.servers.list().servers).toEqual([])
    button("Save anyway").click()
    await settle()
    expect(test).toHaveBeenCalledTimes(1)
    expect(shell.servers.list().servers).toHaveLength(1)
  })

  it("exchanges its password before it is tested, and keeps what it was exchanged for", async () => {
    const { shell, test } = show(healthy, { url: "http://b" })
    await settle()
    field("The server asks").click()
    type("Password", "s3cret")
    button("Add server").click()
    await settle()
    expect(test).toHaveBeenCalledTimes(1)
    expect(test.mock.calls[0]?.[1]).toBe("sealed s3cret for http://b")
    const [server] = shell.servers.list().servers
    expect(server && shell.credentials.credential(server)).toBe("sealed s3cret for http://b")
    expect(JSON.stringify(Object.entries(window.localStorage))).not.toContain("s3cret")
  })

  it("may take an API key in a header of any name, sealed like a password", async () => {
    const { shell, test } = show(healthy, { url: "http://b" })
    await settle()
    field("The server asks for an API key").click()
    expect(field("Header name").value).toBe("x-api-key")
    type("Header name", "cookie")
    type("API key", "k3y")
    button("Add server").click()
    await settle()
    expect(document.activeElement).toBe(field("Header name"))
    expect(document.body.textContent).toContain("cannot carry a key")
    type("Header name", "X-Team-Key")
    button("Add server").click()
    await settle()
    expect(test).toHaveBeenCalledTimes(1)
    const [server] = shell.servers.list().servers
    expect(server?.http).toEqual({ url: "http://b", header: "x-team-key" })
    expect(server && shell.credentials.credential(server)).toBe("sealed x-team-key: k3y for http://b")
    expect(JSON.stringify(Object.entries(window.localStorage))).not.toContain("k3y")
  })

  it("keeps the password of a server that is saved although it is down", async () => {
    const { shell } = show(refused, { url: "http://b" })
    await settle()
    field("The server asks").click()
    type("Password", "s3cret")
    button("Add server").click()
    await settle()
    button("Save anyway").click()
    await settle()
    const [server] = shell.servers.list().servers
    expect(server && shell.credentials.credential(server)).toBe("sealed s3cret for http://b")
  })

  it("keeps what was entered when the address is wrong", async () => {
    const { test } = show(healthy, { url: "ftp://x" })
    type("Name", "Mine")
    button("Add server").click()
    await settle()
    expect(document.activeElement).toBe(field("Address"))
    expect(field("Address").getAttribute("aria-invalid")).toBe("true")
    expect(document.body.textContent).toContain("must begin with http")
    expect(field("Name").value).toBe("Mine")
    expect(test).not.toHaveBeenCalled()
  })

  it("contacts nothing for an address that a link brought", async () => {
    const { test } = show(healthy, { url: "http://evil.example:4096" })
    await settle()
    expect(field("Address").value).toBe("http://evil.example:4096")
    expect(test).not.toHaveBeenCalled()
  })
})

describe("a server in the list", () => {
  const server = { id: "~bbbbbbbb", displayName: "Mine", http: { url: "http://b", username: "opencode" } }

  it("can be renamed while it is down, and keeps its id and password", async () => {
    const { shell, test } = show(refused)
    shell.servers.add(server)
    shell.credentials.keep(server, "sealed")
    button("Edit Mine").click()
    type("Name", "Yours")
    button("Save").click()
    await settle()
    expect(test).not.toHaveBeenCalled()
    expect(shell.servers.list().servers).toEqual([{ ...server, displayName: "Yours" }])
    expect(shell.credentials.credential(server)).toBeDefined()
  })

  it("asks for the password again when its address changes", async () => {
    const { shell, test } = show(healthy)
    shell.servers.add(server)
    shell.credentials.keep(server, "sealed")
    button("Edit Mine").click()
    type("Address", "http://other")
    expect(document.body.textContent).toContain("Enter it again")
    button("Save").click()
    await settle()
    expect(test).toHaveBeenCalledWith({ url: "http://other", username: "opencode" }, undefined, expect.anything())
    expect(shell.servers.list().servers[0]).toMatchObject({ id: server.id, http: { url: "http://other" } })
    expect(shell.credentials.credential({ ...server, http: { url: "http://other", username: "opencode" } })).toBeUndefined()
  })

  it("asks for the key again when the name of its header changes", async () => {
    const keyed = { id: "~bbbbbbbb", displayName: "Mine", http: { url: "http://b", header: "x-api-key" } }
    const { shell, test } = show(healthy)
    shell.servers.add(keyed)
    shell.credentials.keep(keyed, "sealed")
    button("Edit Mine").click()
    expect(field("The server asks for an API key").checked).toBe(true)
    expect(document.body.textContent).toContain("Leave empty to keep")
    type("Header name", "x-other")
    expect(document.body.textContent).toContain("Enter it again")
    button("Save").click()
    await settle()
    expect(test).toHaveBeenCalledWith({ url: "http://b", header: "x-other" }, undefined, expect.anything())
  })

  it("shows why it is not healthy, what to do, and details to copy", async () => {
    const { shell, copy, diagnostics } = show(healthy)
    shell.servers.add(server)
    shell.health.learned({ id: server.id, ...server.http }, { state: "unhealthy", reason: "denied" })
    const row = document.querySelector(".row")?.textContent
    expect(row).toContain("Blocked by policy")
    expect(row).toContain("Ask your admin to allow “http://b”.")
    button("Details of Mine").click()
    expect(diagnostics).toHaveBeenCalledWith(expect.objectContaining({ url: "http://b" }), expect.objectContaining({ reason: "denied" }))
    button("Copy").click()
    await settle()
    expect(copy).toHaveBeenCalledWith("Reason: refused\nPage: x")
    expect(document.querySelector("dialog")?.textContent).toContain("Copied.")
  })

  it("has its details selected where the browser lets no page copy", async () => {
    const { shell, copy } = show(healthy)
    copy.mockResolvedValue(false)
    shell.servers.add(server)
    shell.health.learned({ id: server.id, ...server.http }, refused)
    button("Details of Mine").click()
    button("Copy").click()
    await settle()
    expect(document.querySelector("dialog")?.textContent).toContain("The text is selected")
    expect(document.activeElement).toBe(document.querySelector("textarea"))
  })

  it("that is older or newer than the page says so, and what that means", () => {
    const { shell } = show(healthy)
    shell.servers.add(server)
    shell.health.learned({ id: server.id, ...server.http }, { state: "healthy", version: "1.14.41" })
    expect(document.querySelector(".row")?.textContent).toContain("Older than this page (1.18.33)")
    shell.health.learned({ id: server.id, ...server.http }, { state: "healthy", version: "1.19.0" })
    expect(document.querySelector(".row")?.textContent).toContain("Newer than this page")
  })

  it("shows that a session on it waits or has finished, in words, unless it is the open one", () => {
    const { shell, setAttention } = show(healthy, undefined, "~cccccccc")
    shell.servers.add(server)
    shell.servers.add({ id: "~cccccccc", http: { url: "http://c" } })
    setAttention({ "~bbbbbbbb": "waiting", "~cccccccc": "waiting" })
    const badges = () => [...document.querySelectorAll(".badge[data-tone]")].map((badge) => badge.textContent)
    expect(badges()).toEqual(["Waits for you"])
    setAttention({ "~bbbbbbbb": "finished" })
    expect(badges()).toEqual(["Finished"])
  })

  it("is removed at once, and comes back by undo", () => {
    const { shell } = show(healthy)
    shell.servers.add(server)
    button("Remove Mine").click()
    expect(shell.servers.list().servers).toEqual([])
    button("Undo").click()
    expect(shell.servers.list().servers).toEqual([server])
  })

  it("that is open is left for the default when its removal stands, here because the picker closes", () => {
    const { shell, leave } = show(healthy, undefined, server.id)
    shell.servers.add(server)
    button("Remove Mine").click()
    expect(leave).not.toHaveBeenCalled()
    closePicker()
    expect(leave).toHaveBeenCalledTimes(1)
  })

  it("is opened by a plain click; others are left to the browser", () => {
    const { shell, open } = show(healthy)
    shell.servers.add(server)
    const link = document.querySelector<HTMLAnchorElement>("a.row-open")
    expect(link?.getAttribute("href")).toBe("/nb/s/~bbbbbbbb/")
    link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true }))
    expect(open).not.toHaveBeenCalled()
    link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))
    expect(open).toHaveBeenCalledWith(server.id)
  })
})

describe("a provided server", () => {
  const paused = { key: "box", name: "Box", url: "http://box.ns.svc.cluster.local:4096", source: "discovered", default: false, state: "suspended" } as const

  it("cannot be edited or removed, and says where it comes from and that it pauses", async () => {
    const { shell } = showShell({ provided: [paused] }, () => <ServerPicker />)
    await settle()
    shell.health.learned({ id: "box", url: paused.url }, refused)
    const row = document.querySelector(".row")
    expect(row?.textContent).toContain("Found in your namespace")
    expect(row?.textContent).toContain("Paused")
    expect(row?.textContent).toContain("Start it where you manage your sandboxes.")
    expect([...(row?.querySelectorAll(".icon-button") ?? [])].map((it) => it.getAttribute("aria-label"))).toEqual(["Make default: Box"])
  })

  it("that may be missing is explained", async () => {
    showShell({ problems: ["Sandboxes cannot be listed: ask your admin."] }, () => <ServerPicker />)
    await settle()
    expect(document.querySelector(".banner")?.textContent).toContain("Sandboxes cannot be listed")
  })
})
