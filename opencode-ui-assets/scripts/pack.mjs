// Puts the rewritten UI and our shell together as the classpath folder META-INF/opencode-ui: files, compressed variants, page
// templates and ui.json. Same input, same bytes.
// Usage: npm run pack [-- --version X --output FOLDER]     (X: takes the snapshot of that version itself)
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { parseSync } from "vite"
import { ENCODINGS, compress, inParallel, sha256 } from "./compress.mjs"
import { rewrite } from "./rewrite.mjs"
import { snapshot as takeSnapshot } from "./snapshot.mjs"

const MODULE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const TARGET = path.join(MODULE, "target")
const SHELL = path.join(TARGET, "shell")
const { values: options } = parseArgs({ options: { version: { type: "string" }, output: { type: "string" } } })
const OUTPUT = path.resolve(options.output ?? path.join(TARGET, "classes/META-INF/opencode-ui"))
const COMPRESSED = path.resolve(MODULE, "../.cache/opencode-ui/compressed")
const SHELL_TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2" }
const FORMAT = 1

const { version, root } = await findSnapshot()
const snapshot = readSnapshot(root)
const ui = rewrite(snapshot, version)
checkSyntax(ui)
const files = new Map([...ui.files, ...readShell()].sort(([a], [b]) => (a < b ? -1 : 1)))
const pages = { landing: fs.readFileSync(path.join(SHELL, "landing.html"), "utf8"), mount: ui.page }
const build = buildHash(files, pages)
const entries = await writeFiles(files, build)
writePages(pages, build)
fs.writeFileSync(path.join(OUTPUT, "ui.json"), JSON.stringify({ format: FORMAT, opencode: version, build, licence: "MIT", pages: pageNames(pages), files: entries }, null, 1) + "\n")
fs.writeFileSync(path.join(OUTPUT, "NOTICE"), notice())
report()

async function findSnapshot() {
  if (options.version) return { version: options.version, root: await takeSnapshot({ version: options.version, log: (line) => console.error(line) }) }
  const pointer = path.join(TARGET, "snapshot.json")
  if (!fs.existsSync(pointer)) throw new Error("There is no snapshot yet. Next step: npm run snapshot")
  const { version, folder } = JSON.parse(fs.readFileSync(pointer, "utf8"))
  return { version, root: path.resolve(TARGET, folder) }
}

function readSnapshot(root) {
  const index = JSON.parse(fs.readFileSync(path.join(root, "files.json"), "utf8"))
  return new Map(index.map(({ path: name, type }) => [name, { bytes: fs.readFileSync(path.join(root, "files", name)), type }]))
}

// A pattern may match where its replacement is no valid code; better here than in a browser.
function checkSyntax({ files, changedScripts }) {
  for (const name of changedScripts) {
    const { errors } = parseSync(name, files.get(name).bytes.toString("utf8"), { sourceType: "module" })
    if (errors.length > 0) throw new Error(`${name} of OpenCode ${version} is no valid module after the rewrite: ${errors[0].message}. Next step: adapt scripts/patterns.mjs`)
  }
}

function readShell() {
  for (const name of ["mount.js", "bar.js", "events.js", "landing.html"]) {
    if (!fs.existsSync(path.join(SHELL, name))) throw new Error(`target/shell/${name} is missing. Next step: npm run build`)
  }
  const names = fs.readdirSync(SHELL, { recursive: true }).map((name) => name.split(path.sep).join("/"))
  return names
    .filter((name) => fs.statSync(path.join(SHELL, name)).isFile() && !/\.(html|map)$/.test(name))
    .map((name) => {
      const type = SHELL_TYPES[path.extname(name)]
      if (!type) throw new Error(`target/shell/${name}: no media type is known for this kind of file (scripts/pack.mjs)`)
      return [`shell/${name}`, { bytes: fs.readFileSync(path.join(SHELL, name)), type }]
    })
}

// Over the pages while {{build}} is still open: the hash cannot depend on itself.
function buildHash(files, pages) {
  const lines = [...files].map(([name, { bytes, type }]) => `${name} ${type} ${sha256(bytes)}`)
  return sha256([FORMAT, ...lines, ...Object.values(pages)].join("\n")).slice(0, 16)
}

async function writeFiles(files, build) {
  fs.rmSync(OUTPUT, { recursive: true, force: true })
  const entries = new Map()
  await inParallel(files, async ([name, { bytes, type }]) => {
    const url = `ui/${build}/${name}`
    const file = path.join(OUTPUT, "files", url)
    const variants = await compress(bytes, type, COMPRESSED)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, bytes)
    for (const { name: encoding, suffix } of ENCODINGS) if (variants.has(encoding)) fs.writeFileSync(file + suffix, variants.get(encoding))
    entries.set(name, { path: url, type: mediaType(type), size: bytes.length, sha256: sha256(bytes), encodings: [...variants.keys()] })
  })
  return [...files.keys()].map((name) => entries.get(name))
}

function mediaType(type) {
  const plain = type.split(";")[0].trim()
  return /^text\//.test(plain) ? `${plain}; charset=utf-8` : plain
}

function writePages(pages, build) {
  fs.mkdirSync(path.join(OUTPUT, "pages"), { recursive: true })
  for (const [name, template] of Object.entries(pages)) fs.writeFileSync(path.join(OUTPUT, "pages", `${name}.html`), template.replaceAll("{{build}}", build).replaceAll("{{opencode}}", version))
}

function pageNames(pages) {
  return Object.fromEntries(Object.keys(pages).map((name) => [name, `${name}.html`]))
}

function notice() {
  const licence = fs.readFileSync(path.join(root, "LICENSE"), "utf8").trim()
  return (
    `This folder contains the web user interface of OpenCode ${version} (https://opencode.ai), taken from the npm package\n` +
    "opencode-ai and changed so that it can be served under any URL prefix. OpenCode is under the following licence;\n" +
    "fonts and libraries that it includes are under their own.\n\n" +
    `${licence}\n`
  )
}

function report() {
  const sum = (measure) => `${(entries.reduce((total, entry) => total + measure(entry), 0) / 1e6).toFixed(1)} MB`
  const encodedSize = (suffix) => (entry) => {
    const file = path.join(OUTPUT, "files", entry.path + suffix)
    return fs.existsSync(file) ? fs.statSync(file).size : entry.size
  }
  console.log(`OpenCode ${version}, build ${build}: ${entries.length} files, ${sum((entry) => entry.size)}, gzip ${sum(encodedSize(".gz"))}, brotli ${sum(encodedSize(".br"))}`)
  console.log(`patterns: ${Object.entries(ui.counts).map(([name, count]) => `${name} ${count}`).join(", ")}`)
}
