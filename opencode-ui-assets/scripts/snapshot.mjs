// Takes the web UI that OpenCode embeds out of a running server: start it on loopback, crawl from `/`, keep every file it names.
// Usage: npm run snapshot [-- --version X]      (X: another exact version on npm, to see what an update would break)
import crypto from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { fileURLToPath } from "node:url"
import { PINNED_VERSION, moveIntoPlace, openCodePackageFolder } from "../../tools/opencode/install.mjs"
import { startSandbox } from "../../tools/opencode/sandbox.mjs"
import { referencesIn } from "./references.mjs"

const HERE = path.dirname(fileURLToPath(import.meta.url))
const CACHE = path.resolve(HERE, "../../.cache/opencode-ui")
const TARGET = path.resolve(HERE, "../target")
const PARALLEL_REQUESTS = 16
const FEWEST_FILES = 300

/** Folder with `files.json` (path, type), `files/` and `LICENSE`; taken from the cache when these scripts made it before. */
export async function snapshot({ version = PINNED_VERSION, log = () => {} } = {}) {
  const folder = path.join(CACHE, `${version}-${scriptsHash()}`)
  if (fs.existsSync(folder)) return folder
  fs.mkdirSync(CACHE, { recursive: true })
  const partial = fs.mkdtempSync(path.join(CACHE, `.${version}-`))
  let sandbox
  try {
    sandbox = await startSandbox({ version, log })
    const files = await crawl(sandbox.url)
    if (files.size < FEWEST_FILES) throw new Error(`OpenCode ${version} gave only ${files.size} files: the crawl no longer understands its UI (scripts/references.mjs)`)
    write(partial, files)
    fs.copyFileSync(path.join(openCodePackageFolder(version), "LICENSE"), path.join(partial, "LICENSE"))
    moveIntoPlace(partial, folder)
    log(`snapshot of OpenCode ${version}: ${files.size} files`)
  } finally {
    await sandbox?.stop()
    fs.rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

async function crawl(origin) {
  const files = new Map()
  const asked = new Set(["/"])
  const queue = ["/"]
  const visit = async (url) => {
    const file = await download(origin, url)
    if (!file) return
    files.set(url === "/" ? "/index.html" : url, file)
    if (!file.isText) return
    for (const next of referencesIn(file.bytes.toString("utf8"), url)) {
      if (asked.has(next)) continue
      asked.add(next)
      queue.push(next)
    }
  }
  while (queue.length > 0) await Promise.all(queue.splice(0, PARALLEL_REQUESTS).map(visit))
  return files
}

/** Every unknown path answers 200 with the page: HTML under another name means no such file, any other status a server in trouble. */
export async function download(origin, url) {
  const response = await fetch(origin + url, { headers: { accept: "*/*" }, signal: AbortSignal.timeout(30_000) })
  const type = response.headers.get("content-type") ?? ""
  const bytes = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`OpenCode answered ${response.status} to ${url}: this snapshot would lack a file`)
  if (url !== "/" && type.startsWith("text/html")) return undefined
  return { bytes, type, isText: /^text\/|javascript|json|xml/.test(type) }
}

/** Files keep the name that they have in addresses, escapes and all: decoded, one could name a place outside the folder. */
export function write(folder, files) {
  const index = [...files].map(([url, { type }]) => ({ path: url.slice(1), type })).sort((a, b) => (a.path < b.path ? -1 : 1))
  for (const [url, { bytes }] of files) {
    const file = path.join(folder, "files", url)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, bytes)
  }
  fs.writeFileSync(path.join(folder, "files.json"), JSON.stringify(index, null, 1))
}

function scriptsHash() {
  const hash = crypto.createHash("sha256")
  for (const name of ["snapshot.mjs", "references.mjs"]) hash.update(fs.readFileSync(path.join(HERE, name)))
  return hash.digest("hex").slice(0, 12)
}

async function main() {
  const { values } = parseArgs({ options: { version: { type: "string" } } })
  const version = values.version ?? PINNED_VERSION
  const folder = await snapshot({ version, log: (line) => console.error(line) })
  fs.mkdirSync(TARGET, { recursive: true })
  fs.writeFileSync(path.join(TARGET, "snapshot.json"), JSON.stringify({ version, folder: path.relative(TARGET, folder) }) + "\n")
  console.log(`snapshot of OpenCode ${version}: ${folder}`)
  if (version !== PINNED_VERSION) console.log("Next step: npm run pack. Back to the pinned version: npm run snapshot && npm run pack")
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
