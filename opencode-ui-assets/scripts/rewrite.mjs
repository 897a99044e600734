// Pure: the files of a snapshot in, files that work under any prefix out. All URLs between files are relative, so the
// result does not depend on the folder it is served from, and that folder can be named after a hash of the result.
import { CSS_PATTERNS, HTML_PATTERNS, JS_FORBIDDEN, JS_PATTERNS, relativeUrl } from "./patterns.mjs"

const INLINE_SCRIPT = { name: "html-inline-script", find: /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g }
const MANIFEST_ICON = { name: "manifest-icon" }
const SOURCE_MAP = { name: "js-source-map-comment", find: /\n?\/\/# sourceMappingURL=\S+\s*$/g }
const EVERY_PATTERN = [...JS_PATTERNS, ...CSS_PATTERNS, ...HTML_PATTERNS, INLINE_SCRIPT, MANIFEST_ICON, SOURCE_MAP]

// The mount must run before anything of the UI; the bar is a module of its own and may come when it comes.
const SHELL_TAGS = '\n    <script src="{{up}}ui/{{build}}/shell/mount.js"></script>\n    <script type="module" src="{{up}}ui/{{build}}/shell/bar.js"></script>\n    <meta name="opencode-ui-version" content="{{opencode}}" />'

/**
 * `files`: path -> { bytes, type }. The result has the same files but for the page, which becomes the template `page`
 * with {{up}}, {{build}} and {{opencode}}; `counts` tells how often each pattern matched, `changedScripts` where code was replaced.
 */
export function rewrite(files, version) {
  const tally = new Tally(version)
  const out = new Map()
  let page
  for (const [path, file] of files) {
    if (path === "index.html") {
      const parts = rewriteHtml(file.bytes.toString("utf8"), tally)
      page = parts.page
      for (const [name, script] of parts.scripts) out.set(name, { bytes: Buffer.from(script), type: "text/javascript" })
    } else {
      const text = rewriteText(path, file, tally)
      out.set(path, text === undefined ? file : { bytes: Buffer.from(text), type: file.type })
    }
  }
  if (page === undefined) throw new Error(`OpenCode ${version}: the snapshot has no index.html`)
  tally.verify(out)
  return { files: out, page, counts: tally.counts, changedScripts: tally.changedScripts }
}

function rewriteText(path, { bytes, type }, tally) {
  if (/javascript/.test(type)) return rewriteJs(path, bytes.toString("utf8"), tally)
  if (/css/.test(type)) return apply(CSS_PATTERNS, path, bytes.toString("utf8"), tally)
  if (/manifest\+json/.test(type)) return rewriteManifest(path, bytes.toString("utf8"), tally)
  return undefined
}

export function rewriteJs(path, text, tally) {
  const code = text.replace(SOURCE_MAP.find, () => {
    tally.count(SOURCE_MAP.name)
    return "\n"
  })
  const result = apply(JS_PATTERNS, path, code, tally)
  if (result !== code) tally.changedScripts.push(path)
  for (const { name, find } of JS_FORBIDDEN) if (find.test(result)) tally.forbid(name, path)
  return result
}

/** Inline scripts would need a hole in the content security policy: they become files, loaded at the same place. */
export function rewriteHtml(html, tally) {
  const scripts = new Map()
  const withoutInline = html.replace(INLINE_SCRIPT.find, (_, attributes, body) => {
    tally.count(INLINE_SCRIPT.name)
    const name = `page/inline-${scripts.size + 1}.js`
    scripts.set(name, body.trim() + "\n")
    return `<script${attributes} src="/${name}"></script>`
  })
  tally.alsoKnown(scripts.keys())
  const page = apply(HTML_PATTERNS, "index.html", withoutInline, tally).replace("{{shell}}", SHELL_TAGS)
  return { page, scripts }
}

/** The installed app starts at the base path, which is two folders above the versioned one. */
export function rewriteManifest(path, text, tally) {
  const manifest = JSON.parse(text)
  delete manifest.id
  const icons = (manifest.icons ?? []).map((icon) => {
    tally.count(MANIFEST_ICON.name)
    const target = icon.src.replace(/^\//, "")
    tally.refer(MANIFEST_ICON.name, target)
    return { ...icon, src: relativeUrl(path, target) }
  })
  const base = relativeUrl(path, "../../")
  return JSON.stringify({ ...manifest, start_url: base, scope: base, icons }, null, 2) + "\n"
}

function apply(patterns, path, text, tally) {
  return patterns.reduce(
    (current, pattern) =>
      current.replace(pattern.find, (...match) => {
        tally.count(pattern.name)
        if (pattern.reference) tally.refer(pattern.name, pattern.reference(match))
        return pattern.replace(path, match)
      }),
    text,
  )
}

/** Counts matches and collects what was referred to, so that a version that is built differently is noticed at build time. */
export class Tally {
  counts = Object.fromEntries(EVERY_PATTERN.map(({ name }) => [name, 0]))
  changedScripts = []
  #version
  #references = new Map()
  #known = new Set()
  #problems = []

  constructor(version) {
    this.#version = version
  }

  count(name) {
    this.counts[name]++
  }

  refer(name, target) {
    this.#references.set(target, name)
  }

  alsoKnown(paths) {
    for (const path of paths) this.#known.add(path)
  }

  forbid(name, path) {
    this.#problems.push(`${name}: found in ${path}; a request made this way would leave the mount`)
  }

  verify(files) {
    const unmatched = Object.keys(this.counts).filter((name) => this.counts[name] === 0)
    const missing = [...this.#references].filter(([target]) => !files.has(target) && !this.#known.has(target))
    const problems = [
      ...unmatched.map((name) => `${name}: matches nothing any more`),
      ...missing.map(([target, name]) => `${name}: refers to "${target}", which the snapshot does not have`),
      ...this.#problems,
    ]
    if (problems.length === 0) return
    throw new Error(
      `The web UI of OpenCode ${this.#version} is not built as expected:\n  ${problems.join("\n  ")}\n` +
        "Next step: compare the snapshot with the last good version and adapt scripts/patterns.mjs.",
    )
  }
}
