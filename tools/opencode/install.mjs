// Installs the pinned OpenCode once into <repo>/.cache/opencode/<version>/ and tells where its binary is.
// Install scripts never run: the binary for this machine is chosen here and proved by running it.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { declaredIntegrity, integrityNote, requirePublished } from "./published.mjs"

const HERE = path.dirname(fileURLToPath(import.meta.url))
const CACHE = path.resolve(HERE, "../../.cache/opencode")
const SDK = "node_modules/@opencode-ai/sdk"
const INSTALL_TIMEOUT_MS = 10 * 60_000
const VERSION_TIMEOUT_MS = 30_000
const NOT_INSTALLED = ": not installed"

export const PINNED_VERSION = JSON.parse(fs.readFileSync(path.join(HERE, "package.json"), "utf8")).dependencies["opencode-ai"]

/** Absolute path of the `opencode` binary; installs it first when it is not in the cache. */
export async function installOpenCode({ log = () => {}, version = PINNED_VERSION } = {}) {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(version)) throw new Error(`"${version}" is not an exact OpenCode version such as 1.18.33`)
  const folder = path.join(CACHE, version)
  // An earlier version of this file installed the server alone.
  if (version === PINNED_VERSION && fs.existsSync(folder) && !fs.existsSync(path.join(folder, SDK))) fs.rmSync(folder, { recursive: true, force: true })
  if (!fs.existsSync(folder)) await installInto(folder, version, log)
  const found = await workingBinary(folder, version)
  if (version !== PINNED_VERSION) log(integrityNote(version, PINNED_VERSION, integrityIn(folder, found)))
  return found.binary
}

function integrityIn(folder, { name }) {
  return declaredIntegrity(JSON.parse(fs.readFileSync(path.join(folder, "package-lock.json"), "utf8")), ["opencode-ai", name])
}

/** Folder of the npm package `opencode-ai`, which carries the licence. */
export function openCodePackageFolder(version = PINNED_VERSION) {
  return path.join(CACHE, version, "node_modules/opencode-ai")
}

/** The official SDK of the pinned version, loaded; installs it first when it is not in the cache. */
export async function loadSdk(options) {
  await installOpenCode(options)
  return import(pathToFileURL(path.join(CACHE, PINNED_VERSION, SDK, "dist/index.js")).href)
}

// The folder appears under its final name only when it is complete, so that a killed install leaves nothing that looks usable.
async function installInto(folder, version, log) {
  fs.mkdirSync(CACHE, { recursive: true })
  const partial = fs.mkdtempSync(path.join(CACHE, `.${version}-`))
  try {
    const isPinned = version === PINNED_VERSION
    // npm would say ETARGET for a version that is not there.
    if (!isPinned) requirePublished(version, await publishedVersions())
    if (isPinned) for (const file of ["package.json", "package-lock.json"]) fs.copyFileSync(path.join(HERE, file), path.join(partial, file))
    else fs.writeFileSync(path.join(partial, "package.json"), JSON.stringify({ private: true, dependencies: { "opencode-ai": version } }))
    fs.copyFileSync(path.join(HERE, ".npmrc"), path.join(partial, ".npmrc"))
    log(`installing opencode-ai ${version} from npm (once, about 120 MB) …`)
    await npm([isPinned ? "ci" : "install", "--ignore-scripts", "--no-audit", "--no-fund"], partial)
    const found = await workingBinary(partial, version)
    if (!isPinned) integrityIn(partial, found)
    moveIntoPlace(partial, folder)
  } finally {
    fs.rmSync(partial, { recursive: true, force: true })
  }
}

/** A folder appears under its final name only when it is complete; who comes second keeps what is there. */
export function moveIntoPlace(partial, folder) {
  try {
    fs.renameSync(partial, folder)
  } catch (error) {
    // Another process finished first: its folder is as good as ours.
    if (!fs.existsSync(folder)) throw error
  }
}

function runNpm(args, cwd) {
  const isWindows = process.platform === "win32"
  return run(isWindows ? "npm.cmd" : "npm", args, { cwd, shell: isWindows, timeoutMs: INSTALL_TIMEOUT_MS })
}

async function publishedVersions() {
  return (await runNpm(["view", "opencode-ai", "versions", "--json"], HERE)).stdout
}

async function npm(args, cwd) {
  const { code, output } = await runNpm(args, cwd)
  if (code === 0) return
  throw new Error(
    `npm could not install OpenCode (exit ${code}).\n${output.trim().split("\n").slice(-12).join("\n")}\n` +
      "Next step: check that `npm ping` answers (registry or proxy settings are in your ~/.npmrc), then run `node tools/opencode/install.mjs` again.",
  )
}

async function workingBinary(folder, version) {
  const tried = []
  for (const name of candidatePackages()) {
    const binary = path.join(folder, "node_modules", name, "bin", process.platform === "win32" ? "opencode.exe" : "opencode")
    if (!fs.existsSync(binary)) {
      tried.push(name + NOT_INSTALLED)
      continue
    }
    const answer = await versionOf(binary)
    if (answer === version) return { name, binary }
    tried.push(`${name}: ${answer || "did not start"}`)
  }
  // npm leaves out without a word what a registry does not have.
  const nextStep = tried.every((each) => each.endsWith(NOT_INSTALLED))
    ? `your registry may lack them: npm view ${candidatePackages()[0]}@${version}`
    : `delete ${folder} and run \`node tools/opencode/install.mjs\` again.`
  throw new Error(`No OpenCode ${version} binary runs on this machine (${process.platform} ${process.arch}).\n  ${tried.join("\n  ")}\nNext step: ${nextStep}`)
}

// OpenCode writes into its home even for --version, hence the throw-away one.
async function versionOf(binary) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "opencode-version-"))
  try {
    const { code, output } = await run(binary, ["--version"], {
      timeoutMs: VERSION_TIMEOUT_MS,
      env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, SystemRoot: process.env.SystemRoot, OPENCODE_DISABLE_AUTOUPDATE: "1" },
    })
    return code === 0 ? output.trim() : ""
  } finally {
    fs.rmSync(home, { recursive: true, force: true })
  }
}

/** Platform packages that may run here, best first: `baseline` builds do without AVX2, `musl` builds without glibc. */
function candidatePackages() {
  const system = { darwin: "darwin", linux: "linux", win32: "windows" }[process.platform] ?? process.platform
  const libc = process.platform === "linux" && isMusl() ? "-musl" : ""
  const base = `opencode-${system}-${process.arch}`
  if (process.arch !== "x64") return [base + libc]
  const both = [base + libc, `${base}-baseline${libc}`]
  return hasAvx2() ? both : both.reverse()
}

function isMusl() {
  return !process.report.getReport().header.glibcVersionRuntime
}

function hasAvx2() {
  if (process.platform !== "linux") return true
  try {
    return /\bavx2\b/.test(fs.readFileSync("/proc/cpuinfo", "utf8"))
  } catch {
    return false
  }
}

function run(command, args, { timeoutMs, ...options }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs, ...options })
    let output = ""
    let stdout = ""
    child.stdout.on("data", (chunk) => {
      output += chunk
      stdout += chunk
    })
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("error", (error) => resolve({ code: -1, output: error.message, stdout }))
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output, stdout }))
  })
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  installOpenCode({ log: (line) => console.error(line) }).then(
    (binary) => console.log(binary),
    (error) => {
      console.error(error.message)
      process.exitCode = 1
    },
  )
}
