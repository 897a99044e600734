// The work folder that OpenCode gets: a fresh git repository that owes nothing to whoever starts it.
import { execFileSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"

// Names that git exports to hooks: with one of them in the environment, git works on that repository and not on the folder it is in.
const OTHER_REPOSITORY = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"]

export function newProject(folder, home) {
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, "README.md"), "# Hello project\n\nA work folder for OpenCode.\n")
  // No user configuration either: it may name hooks, templates, signing keys.
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: os.devNull }
  const git = (...args) => execFileSync("git", ["-c", "user.name=Sandbox", "-c", "user.email=sandbox@localhost", ...args], { cwd: folder, env, stdio: "pipe" })
  try {
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "Start")
  } catch (error) {
    if (error.code === "ENOENT") throw new Error("git is missing: the work folder for OpenCode is a git repository. Next step: install git, or name a folder of your own with --project", { cause: error })
    throw error
  }
  return folder
}

/** The user's own environment, without what binds git to another repository than the one in the work folder. */
export function withoutRepository(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OTHER_REPOSITORY.includes(name)))
}
