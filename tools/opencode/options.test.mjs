import assert from "node:assert/strict"
import test from "node:test"
import { readOptions } from "./options.mjs"

test("numbers are read, and the password may come from the environment", () => {
  const { sandbox, stopsOnStdinClose } = readOptions(["--port", "4096", "--model-delay", "0"], { OPENCODE_SERVER_PASSWORD: "x" })
  assert.deepEqual({ port: sandbox.port, delay: sandbox.modelDelayMs, password: sandbox.password, stopsOnStdinClose }, { port: 4096, delay: 0, password: "x", stopsOnStdinClose: false })
})

for (const [name, value] of [["--port", ""], ["--port", "abc"], ["--port", "65536"], ["--port", "1e3"], ["--model-delay", "2.5"], ["--model-delay", " "]]) {
  test(`${name} "${value}" is refused by name`, () => {
    assert.throws(() => readOptions([`${name}=${value}`], {}), new RegExp(`^Error: ${name} must be a whole number`))
  })
}
