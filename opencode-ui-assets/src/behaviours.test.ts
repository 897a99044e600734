import { readdirSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"

const source = new URL("./", import.meta.url)
const page = readFileSync(new URL("../../docs/servers.md", import.meta.url), "utf8")
const promises = [...page.matchAll(/^- `([\w.]+)`: (.+)$/gm)].map(([, file = "", sentence = ""]) => ({ file, sentence }))
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) => /\.test\.tsx?$/.test(name))

/** Several rooms may have a test file of that name. */
function isTested(file: string, sentence: string): boolean {
  return files.filter((name) => name.endsWith(`/${file}`)).some((name) => readFileSync(new URL(name, source), "utf8").includes(`"${sentence}"`))
}

it("every behaviour that the page of the server list promises is a test by that name", () => {
  expect(promises.length).toBeGreaterThan(40)
  expect(promises.filter(({ file, sentence }) => !isTested(file, sentence))).toEqual([])
})
