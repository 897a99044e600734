// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest"
import { button, cleanUp, hasButton, press, settle, show } from "./pickerRig"

const server = { id: "~bbbbbbbb", displayName: "Mine", http: { url: "http://b", username: "opencode" } }

afterEach(cleanUp)

async function open() {
  const shown = show({ state: "healthy" })
  await settle()
  shown.shell.servers.add(server)
  button("Settings").click()
  return shown
}

function choose(label: string, value: string): void {
  const found = [...document.querySelectorAll("label")].find((it) => it.textContent === label)
  const select = document.getElementById(found?.htmlFor ?? "") as HTMLSelectElement
  select.value = value
  select.dispatchEvent(new Event("change", { bubbles: true }))
}

async function importFile(text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>("input[type=file]")
  Object.defineProperty(input, "files", { configurable: true, value: [new File([text], "servers.json")] })
  input?.dispatchEvent(new Event("change", { bubbles: true }))
  await settle()
  await settle()
}

describe("settings", () => {
  it("change how often servers are checked, and go back to the defaults", async () => {
    const { shell } = await open()
    expect(hasButton("Restore defaults")).toBe(false)
    choose("Check all servers every", "60")
    expect(shell.settings.settings().pollSeconds).toBe(60)
    button("Restore defaults").click()
    expect(shell.settings.settings().pollSeconds).toBe(10)
  })

  it("change the switcher's keys by pressing them", async () => {
    const { shell } = await open()
    button("Ctrl+Shift+K").focus()
    button("Ctrl+Shift+K").click()
    press({ code: "ControlLeft", key: "Control", ctrlKey: true })
    press({ code: "KeyO", key: "O", ctrlKey: true, shiftKey: true })
    expect(shell.settings.settings().switcher).toEqual({ mod: true, alt: false, shift: true, code: "KeyO" })
    expect(hasButton("Ctrl+Shift+O")).toBe(true)
  })

  it("take no keys that type text or are the browser's own, and say so", async () => {
    const { shell } = await open()
    button("Ctrl+Shift+K").focus()
    button("Ctrl+Shift+K").click()
    press({ code: "KeyO", key: "O", shiftKey: true })
    expect(document.body.textContent).toContain("Hold Ctrl or Alt as well.")
    press({ code: "KeyT", key: "t", ctrlKey: true })
    expect(document.body.textContent).toContain("The browser needs these keys itself.")
    press({ code: "Escape", key: "Escape" })
    expect(shell.settings.settings().switcher?.code).toBe("KeyK")
    expect(hasButton("Ctrl+Shift+K")).toBe(true)
  })

  it("turn keys off and on", async () => {
    const { shell } = await open()
    button("Turn off: Switch server").click()
    expect(shell.settings.settings().switcher).toBeUndefined()
    button("Turn on: Switch server").click()
    expect(shell.settings.settings().switcher?.code).toBe("KeyK")
    choose("Open a server by its number", "off")
    expect(shell.settings.settings().nth).toBeUndefined()
  })

  it("end where they began", async () => {
    await open()
    button("Done").click()
    await settle()
    expect(document.activeElement).toBe(button("Settings"))
  })
})

describe("the list as a file", () => {
  it("is exported without secrets", async () => {
    const { shell, saveFile } = await open()
    shell.credentials.keep(server, "sealed s3cret")
    button("Export").click()
    expect(saveFile).toHaveBeenCalledWith("opencode-servers.json", expect.stringContaining("http://b"))
    expect(JSON.stringify(saveFile.mock.calls)).not.toContain("s3cret")
  })

  it("is shown before anything of it is added or contacted", async () => {
    const { shell, test } = await open()
    const text = JSON.stringify({ servers: [{ displayName: "New", http: { url: "http://new:4096" } }, { http: { url: "http://b", username: "opencode" } }, 7] })
    await importFile(text)
    expect(document.querySelector(".exchange-plan")?.textContent).toContain("http://new:4096")
    expect(shell.servers.list().servers).toHaveLength(1)
    button("Add 1 server").click()
    expect(shell.servers.list().servers.map(({ http }) => http.url)).toEqual(["http://b", "http://new:4096"])
    expect(document.querySelector(".exchange")?.textContent).toContain("1 server added. 1 server already in your list. 1 entry could not be used.")
    expect(test).not.toHaveBeenCalled()
  })

  it("can be given up", async () => {
    const { shell } = await open()
    await importFile(JSON.stringify({ servers: [{ http: { url: "http://new:4096" } }] }))
    button("Cancel").click()
    expect(document.querySelector(".exchange-plan")).toBeNull()
    expect(shell.servers.list().servers).toHaveLength(1)
  })

  it("that is none is refused with a sentence", async () => {
    await open()
    await importFile("PK\u0003\u0004")
    expect(document.querySelector(".exchange [role=status]")?.textContent).toBe("This file is not a list of servers.")
  })

  it("has nothing to add when all is there", async () => {
    await open()
    await importFile(JSON.stringify({ servers: [{ http: { url: "http://b", username: "opencode" } }] }))
    expect(document.querySelector(".exchange [role=status]")?.textContent).toBe("Nothing to add. 1 server already in your list.")
  })
})
