import assert from "node:assert/strict"
import test from "node:test"
import { referencesIn } from "./references.mjs"

test("finds what a page refers to", () => {
  const html = '<link href="/a.css"><script src="/assets/x.js"></script><meta content="/social.png"><a href="https://h.invalid/o.js"></a>'
  assert.deepEqual(referencesIn(html, "/"), ["/a.css", "/assets/x.js", "/social.png"])
})

test("finds what a script may load, in each way that a bundler writes it", () => {
  const script = `import"./chunk-1.js";const a="/assets/w.wasm",m=["assets/lazy.css"];new URL("font.woff2",import.meta.url)`
  const found = referencesIn(script, "/assets/index.js")
  for (const path of ["/assets/chunk-1.js", "/assets/w.wasm", "/assets/lazy.css", "/assets/font.woff2"]) assert.ok(found.includes(path), path)
})

test("finds fonts in a stylesheet and leaves data and source maps alone", () => {
  assert.deepEqual(referencesIn('a{src:url("/assets/f.ttf") url(data:font/ttf;base64,xx) url(./g.woff?x#y)}/*# sourceMappingURL=i.css.map*/', "/assets/i.css"), ["/assets/f.ttf", "/assets/g.woff"])
})
