// Starts a real OpenCode server in a throw-away home, with the offline model, and says where it is in one line of JSON.
// It runs until it is told to stop, then removes everything it made.
import { spawn } from "node:child_process"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { installOpenCode } from "./install.mjs"
import { MODEL_ID, startModel } from "./model.mjs"
import { readOptions } from "./options.mjs"
import { newProject, withoutRepository } from "./project.mjs"

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 5_000
const START_ATTEMPTS = 3

/** Starts everything; the answer's `stop()` ends it. */
export async function startSandbox({ port = 0, hostname = "127.0.0.1", password, modelDelayMs = 25, usesOwnModels = false, project, version, log = () => {} } = {}) {
  const binary = await installOpenCode({ log, version })
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "opencode-sandbox-"))
  let model
  let server
  const stop = async () => {
    model?.close()
    await server?.stop()
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    if (!usesOwnModels) model = await startModel({ delayMs: modelDelayMs })
    const folder = project ? path.resolve(project) : newProject(path.join(home, "project"), home)
    const environment = { ...(usesOwnModels ? withoutRepository(process.env) : isolatedEnvironment(home, model.url)), OPENCODE_DISABLE_AUTOUPDATE: "1" }
    if (password) environment.OPENCODE_SERVER_PASSWORD = password
    server = await startServer({ binary, hostname, port, environment, folder, password, home })
    return { url: server.url, version: server.version, pid: server.pid, project: folder, home, stop, exited: server.exited }
  } catch (error) {
    await stop()
    throw error
  }
}

// A free port can be taken by someone else before OpenCode binds it, so a start that ends early is tried again with another.
async function startServer(options) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch({ ...options, port: options.port || (await freePort(options.hostname)) })
    } catch (error) {
      if (options.port || attempt === START_ATTEMPTS) throw error
    }
  }
}

async function launch({ binary, hostname, port, environment, folder, password, home }) {
  const logFile = path.join(home, "opencode.log")
  const logStream = fs.openSync(logFile, "a")
  // Its own process group, so that what it starts (shells, tools) ends with it.
  const child = spawn(binary, ["serve", "--hostname", hostname, "--port", String(port)], { cwd: folder, env: environment, detached: true, stdio: ["ignore", logStream, logStream] })
  fs.closeSync(logStream)
  let isRunning = true
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("exit", (code, signal) => resolve(`exit ${code ?? signal}`))
  }).then((how) => {
    isRunning = false
    return how
  })
  const guard = guardAgainstOrphans(child.pid, home)
  const stop = async () => {
    guard.kill("SIGKILL")
    if (isRunning) signalGroup(child.pid, "SIGTERM")
    await Promise.race([exited, sleep(STOP_TIMEOUT_MS)])
    signalGroup(child.pid, "SIGKILL")
  }
  const url = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`
  const deadline = Date.now() + START_TIMEOUT_MS
  while (isRunning && Date.now() < deadline) {
    const health = await readHealth(url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:"), password)
    if (health?.healthy === true) return { url, version: health.version, pid: child.pid, exited, stop }
    await sleep(50)
  }
  const why = isRunning ? `no answer within ${START_TIMEOUT_MS / 1000} s` : await exited
  await stop()
  throw new Error(`OpenCode did not start on ${url}: ${why}\n${fs.readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n")}`)
}

async function readHealth(url, password) {
  const headers = password ? { authorization: `Basic ${Buffer.from(`opencode:${password}`).toString("base64")}` } : {}
  try {
    const response = await fetch(`${url}/global/health`, { headers, signal: AbortSignal.timeout(2_000) })
    return response.ok ? await response.json() : undefined
  } catch {
    return undefined
  }
}

// OpenCode does not notice that its parent is gone. The guard reads from a pipe that ends with this process, however it ends.
function guardAgainstOrphans(pid, home) {
  const script = 'read -r _; kill -TERM "-$1"; sleep 1; kill -KILL "-$1"; rm -rf -- "$2"'
  const guard = spawn("sh", ["-c", script, "guard", String(pid), home], { detached: true, stdio: ["pipe", "ignore", "ignore"] })
  guard.on("error", () => {})
  guard.stdin.on("error", () => {})
  guard.unref()
  guard.stdin.unref?.()
  return guard
}

function signalGroup(pid, signal) {
  // The binary could not even be started.
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (error.code !== "ESRCH") throw error
  }
}

function freePort(hostname) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject)
    probe.listen(0, hostname, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

// Nothing of the user's own set-up leaks in, and nothing goes online.
function isolatedEnvironment(home, modelUrl) {
  const folders = { XDG_CONFIG_HOME: "config", XDG_DATA_HOME: "data", XDG_STATE_HOME: "state", XDG_CACHE_HOME: "cache", TMPDIR: "tmp" }
  const paths = Object.entries(folders).map(([name, folder]) => [name, path.join(home, folder)])
  for (const [, folder] of paths) fs.mkdirSync(folder, { recursive: true })
  fs.mkdirSync(path.join(home, "config/opencode"))
  fs.writeFileSync(path.join(home, "config/opencode/opencode.json"), JSON.stringify(configuration(modelUrl), null, 2))
  const off = ["MODELS_FETCH", "LSP_DOWNLOAD", "DEFAULT_PLUGINS", "SHARE", "EXTERNAL_SKILLS", "CLAUDE_CODE"]
  return {
    PATH: process.env.PATH,
    HOME: home,
    LANG: "C.UTF-8",
    TERM: "xterm",
    SHELL: "/bin/sh",
    ...Object.fromEntries(paths),
    ...Object.fromEntries(off.map((name) => [`OPENCODE_DISABLE_${name}`, "1"])),
  }
}

function configuration(modelUrl) {
  const model = { name: "Stub One", tool_call: true, reasoning: true, limit: { context: 128000, output: 8192 } }
  return {
    autoupdate: false,
    share: "disabled",
    snapshot: true,
    lsp: false,
    formatter: false,
    model: `stub/${MODEL_ID}`,
    small_model: `stub/${MODEL_ID}`,
    enabled_providers: ["stub"],
    permission: { bash: "ask", edit: "ask", webfetch: "deny" },
    provider: { stub: { npm: "@ai-sdk/openai-compatible", name: "Stub (offline)", options: { baseURL: modelUrl, apiKey: "none" }, models: { [MODEL_ID]: model } } },
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2), process.env)
  let sandbox
  let stopping
  const stop = (code) => (stopping ??= (async () => {
    await sandbox?.stop()
    process.exit(code)
  })())
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => void stop(0))
  if (options.stopsOnStdinClose) process.stdin.resume().once("close", () => void stop(0)).once("end", () => void stop(0))
  sandbox = await startSandbox({ ...options.sandbox, log: (line) => console.error(line) })
  const { url, version, pid, project, home } = sandbox
  console.log(JSON.stringify({ url, version, pid, project, home }))
  const how = await sandbox.exited
  if (stopping) return
  console.error(`OpenCode stopped by itself: ${how}`)
  await stop(1)
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message)
    process.exit(1)
  })
}
