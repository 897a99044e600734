import assert from "node:assert/strict"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import test from "node:test"
import { moveIntoPlace } from "./install.mjs"

test("who finishes second keeps what the first has put in place", (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "opencode-move-"))
  context.after(() => fs.rmSync(folder, { recursive: true, force: true }))
  for (const name of ["first", "second"]) {
    fs.mkdirSync(path.join(folder, name))
    fs.writeFileSync(path.join(folder, name, "who"), name)
    moveIntoPlace(path.join(folder, name), path.join(folder, "final"))
  }
  assert.equal(fs.readFileSync(path.join(folder, "final/who"), "utf8"), "first")
  assert.throws(() => moveIntoPlace(path.join(folder, "none"), path.join(folder, "nowhere")), { code: "ENOENT" })
})
