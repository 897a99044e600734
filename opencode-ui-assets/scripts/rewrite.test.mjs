import assert from "node:assert/strict"
import test from "node:test"
import { relativeUrl } from "./patterns.mjs"
import { Tally, rewrite, rewriteHtml, rewriteJs, rewriteManifest } from "./rewrite.mjs"

const js = (text, path = "assets/index.js") => rewriteJs(path, text, new Tally("0.0.0"))

const PAGE = `<!doctype html>
<html><head>
<link rel="manifest" href="/site.webmanifest" />
<link rel="icon" href="https://elsewhere.invalid/x.png" /><link href="//elsewhere.invalid/y.css">
<script id="theme">localStorage.getItem("x")</script>
<script type="module" crossorigin src="/assets/index.js"></script>
</head><body></body></html>`
const MANIFEST = JSON.stringify({ id: "/", start_url: "/", scope: "/", icons: [{ src: "/icon.png" }] })
const CODE = `const a="/assets/a.svg",b=function(e){return"/"+e},c=window.location.pathname,d="https://opencode.ai/favicon.svg";export{a};
//# sourceMappingURL=index.js.map`

function snapshotWith(changes = {}) {
  const texts = { "index.html": [PAGE, "text/html"], "site.webmanifest": [MANIFEST, "application/manifest+json"], "assets/index.js": [CODE, "text/javascript"], "assets/index.css": ["a{src:url(/assets/f.woff)}", "text/css"], "assets/a.svg": ["<svg/>", "image/svg+xml"], "assets/f.woff": ["f", "font/woff"], "icon.png": ["i", "image/png"], "favicon-96x96-v3.png": ["i", "image/png"], ...changes }
  return new Map(Object.entries(texts).map(([path, [text, type]]) => [path, { bytes: Buffer.from(text), type }]))
}

test("an asset is named relative to the module that asks for it, also in a worker", () => {
  assert.equal(js('const a="/assets/w-1.js"'), 'const a=(new URL("../assets/w-1.js",import.meta.url).href)')
  assert.equal(js('const a="/assets/w-1.js"', "assets/deep/index.js"), 'const a=(new URL("../../assets/w-1.js",import.meta.url).href)')
})

test("code without a space before the string stays code", () => {
  assert.equal(js('function f(){return"/assets/a.svg"}'), 'function f(){return(new URL("../assets/a.svg",import.meta.url).href)}')
})

test("markup in a string is not turned into code, and is reported", () => {
  const tally = new Tally("0.0.0")
  const text = `t('<img src="/assets/a.svg">')`
  assert.equal(rewriteJs("assets/index.js", text, tally), text)
  assert.throws(() => tally.verify(new Map()), /js-root-asset-left: found in assets\/index\.js/)
})

test("lazily loaded chunks come from the folder of the UI", () => {
  assert.equal(js('const f=function(e){return"/"+e}'), 'const f=function(e){return new URL("../"+e,import.meta.url).href}')
})

test("the router sees the path without the mount", () => {
  const mounted = (pathname) => new Function("window", `return ${js("window.location.pathname")}`)({ location: { pathname }, __opencodeProxy: { mount: "/x/s/local" } })
  assert.equal(mounted("/x/s/local/abc/session/1"), "/abc/session/1")
  assert.equal(mounted("/x/s/local/"), "/")
})

test("inline scripts become files, and ours come first", () => {
  const { page, scripts } = rewriteHtml(PAGE, new Tally("0.0.0"))
  assert.equal(scripts.get("page/inline-1.js"), 'localStorage.getItem("x")\n')
  assert.match(page, /<head>\s*<script src="\{\{up\}\}ui\/\{\{build\}\}\/shell\/mount\.js"><\/script>/)
  assert.match(page, /<script id="theme" src="\{\{up\}\}ui\/\{\{build\}\}\/page\/inline-1\.js"><\/script>/)
  assert.match(page, /<link id="opencode-entry" rel="modulepreload" crossorigin href="\{\{up\}\}ui\/\{\{build\}\}\/assets\/index\.js" \/>/)
  assert.doesNotMatch(page, /<script(?![^>]*src=)/)
  assert.match(page, /href="https:\/\/elsewhere\.invalid\/x\.png"/)
  assert.match(page, /href="\/\/elsewhere\.invalid\/y\.css"/)
})

test("the installed app starts at the base path", () => {
  assert.deepEqual(JSON.parse(rewriteManifest("site.webmanifest", MANIFEST, new Tally("0.0.0"))), { start_url: "./../../", scope: "./../../", icons: [{ src: "./icon.png" }] })
})

test("relative ways go up as often as the file is deep", () => {
  assert.equal(relativeUrl("a.js", "b"), "./b")
  assert.equal(relativeUrl("x/y/a.js", "b"), "../../b")
})

test("every file is there again, no source map is named, the page is a template", () => {
  const { files, page, counts } = rewrite(snapshotWith(), "1.2.3")
  assert.deepEqual([...files.keys()].sort(), ["assets/a.svg", "assets/f.woff", "assets/index.css", "assets/index.js", "favicon-96x96-v3.png", "icon.png", "page/inline-1.js", "site.webmanifest"])
  assert.equal(files.get("assets/index.css").bytes.toString(), "a{src:url(../assets/f.woff)}")
  assert.doesNotMatch(files.get("assets/index.js").bytes.toString(), /sourceMappingURL/)
  assert.match(page, /\{\{up\}\}/)
  assert.ok(Object.values(counts).every((count) => count > 0))
})

test("a pattern that no longer matches stops the build with its name and the version", () => {
  const code = CODE.replace("window.location.pathname", "other.path")
  assert.throws(() => rewrite(snapshotWith({ "assets/index.js": [code, "text/javascript"] }), "9.9.9"), /OpenCode 9\.9\.9 [\s\S]*js-router-pathname: matches nothing/)
})

test("a reference to a file that the snapshot lacks stops the build", () => {
  const snapshot = snapshotWith()
  snapshot.delete("assets/a.svg")
  assert.throws(() => rewrite(snapshot, "9.9.9"), /js-asset-literal: refers to "assets\/a\.svg"/)
})

test("a way out that nothing of ours catches stops the build", () => {
  assert.throws(() => rewrite(snapshotWith({ "assets/extra.js": ["new EventSource('/event')", "text/javascript"] }), "9.9.9"), /js-event-source: found in assets\/extra\.js/)
})
