// @vitest-environment happy-dom
import { createSignal } from "solid-js"
import { render } from "solid-js/web"
import { afterEach, expect, it } from "vitest"
import type { Link } from "../../domain/pageEvents"
import { ConnectionBanner } from "./ConnectionBanner"
import { SessionScreen } from "./SessionScreen"

const stops: (() => void)[] = []

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  document.body.replaceChildren()
})

it("says which server is away, why, and when it is tried again", () => {
  const [link, setLink] = createSignal<Link>({ state: "lost", misses: 1, reason: "upstream_refused", retryAt: 0 })
  const [secondsLeft, setSecondsLeft] = createSignal(7)
  const retried: string[] = []
  const connection = { link, secondsLeft, isLost: () => link().misses > 0, retry: () => retried.push("now"), stop: () => undefined }
  stops.push(render(() => <ConnectionBanner connection={connection} serverName="Mine" />, document.body))
  expect(document.body.textContent).toContain("No connection to “Mine”. Nothing listens at its address; OpenCode may have stopped. What you type is kept. Next attempt in 7 s.")
  document.querySelector("button")?.click()
  expect(retried).toEqual(["now"])
  setSecondsLeft(0)
  setLink({ state: "connecting", misses: 1, reason: "upstream_refused" })
  expect(document.body.textContent).toContain("Trying now…")
  expect(document.querySelector("button")?.disabled).toBe(true)
  setLink({ state: "lost", misses: 1, reason: "upstream_auth_required", retryAt: 0 })
  expect(document.body.textContent).toContain("It asks for a password; ask your admin to set it.")
  setLink({ state: "open", misses: 0 })
  expect(document.body.textContent).toBe("")
})

it("leaves an ended session to its own screen", () => {
  const link = (): Link => ({ state: "lost", misses: 3, reason: "session_expired", retryAt: 0 })
  const connection = { link, secondsLeft: () => 1, isLost: () => true, retry: () => undefined, stop: () => undefined }
  const [isEnded, setEnded] = createSignal(false)
  let reloads = 0
  stops.push(render(() => <><ConnectionBanner connection={connection} serverName="Mine" /><SessionScreen isEnded={isEnded()} onReload={() => { reloads += 1 }} /></>, document.body))
  const dialog = document.querySelector("dialog")
  expect([document.querySelector(".banner"), dialog?.open]).toEqual([null, false])
  setEnded(true)
  expect(dialog?.open).toBe(true)
  const [later, reload] = document.querySelectorAll("button")
  reload?.click()
  expect(reloads).toBe(1)
  later?.click()
  expect(dialog?.open).toBe(false)
})
