import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import test from "node:test"
import { newProject, withoutRepository } from "./project.mjs"

function inHome(context) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "opencode-project-"))
  context.after(() => fs.rmSync(home, { recursive: true, force: true }))
  return home
}

function withEnvironment(context, changes) {
  const before = { ...process.env }
  Object.assign(process.env, changes)
  context.after(() => {
    for (const name of Object.keys(changes)) {
      if (name in before) process.env[name] = before[name]
      else delete process.env[name]
    }
  })
}

test("the work folder is a repository of its own, whatever repository and configuration the caller has", (context) => {
  const home = inHome(context)
  const foreign = path.join(home, "foreign.git")
  const hooks = path.join(home, "hooks")
  execFileSync("git", ["init", "-q", "--bare", foreign])
  fs.mkdirSync(hooks)
  fs.writeFileSync(path.join(hooks, "pre-commit"), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
  fs.writeFileSync(path.join(home, "config"), `[core]\n\thooksPath = ${hooks}\n`)
  withEnvironment(context, { GIT_DIR: foreign, GIT_INDEX_FILE: path.join(home, "index"), GIT_CONFIG_GLOBAL: path.join(home, "config") })
  const folder = newProject(path.join(home, "project"), home)
  assert.ok(fs.existsSync(path.join(folder, ".git/refs/heads/main")))
  assert.deepEqual(fs.readdirSync(path.join(foreign, "refs/heads")), [])
})

test("says that git is missing", (context) => {
  const home = inHome(context)
  withEnvironment(context, { PATH: home })
  assert.throws(() => newProject(path.join(home, "project"), home), /git is missing: .*--project/)
})

test("the user's own environment loses only what points at another repository", () => {
  assert.deepEqual(withoutRepository({ GIT_DIR: "/x", GIT_WORK_TREE: "/y", GIT_SSH_COMMAND: "ssh", HOME: "/h" }), { GIT_SSH_COMMAND: "ssh", HOME: "/h" })
})
