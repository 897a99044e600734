// Which files a file of the embedded UI may ask for. Too many guesses are harmless: the server answers an unknown path with HTML.

const EXTENSIONS = "js|mjs|css|woff2?|ttf|otf|wasm|json|svg|png|jpe?g|gif|webp|avif|ico|mp3|m4a|aac|ogg|wav|webm|mp4|webmanifest|txt|map"
const QUOTED = new RegExp(`["'\`]((?:\\.{0,2}/)?[\\w@./%~+-]+\\.(?:${EXTENSIONS}))["'\`]`, "g")
const CSS_URL = /url\(\s*["']?([^"')\s]+)["']?\s*\)/g
const HTML_ATTRIBUTE = /\s(?:href|src|content)\s*=\s*["']([^"']+)["']/g
const ORIGIN = "http://snapshot.invalid"

/** Absolute paths (`/assets/x.js`) that `text`, itself at `path`, may refer to. */
export function referencesIn(text, path) {
  const found = new Set()
  if (/\.html$|\/$/.test(path)) collect(found, text, HTML_ATTRIBUTE, path)
  else if (path.endsWith(".css")) collect(found, text, CSS_URL, path)
  else if (/\.(m?js|webmanifest|json)$/.test(path)) collectQuoted(found, text, path)
  return [...found]
}

function collect(found, text, pattern, path) {
  for (const [, reference] of text.matchAll(pattern)) add(found, reference, path)
}

// A bundler writes an asset's name relative to the file ("./x.js"), to the root ("/assets/x.js") or to nothing ("assets/x.js").
function collectQuoted(found, text, path) {
  for (const [, reference] of text.matchAll(QUOTED)) {
    add(found, reference, path)
    if (!/^[./]/.test(reference)) add(found, "/" + reference, path)
  }
}

function add(found, reference, path) {
  if (/^(data|blob|https?|mailto|javascript):|^\/\/|^#/i.test(reference)) return
  const url = new URL(reference, ORIGIN + path)
  if (url.origin === ORIGIN && new RegExp(`\\.(?:${EXTENSIONS})$`).test(url.pathname) && !url.pathname.endsWith(".map")) found.add(url.pathname)
}
