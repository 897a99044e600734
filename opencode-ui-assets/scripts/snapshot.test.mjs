import assert from "node:assert/strict"
import fs from "node:fs"
import http from "node:http"
import os from "node:os"
import path from "node:path"
import test from "node:test"
import { download, write } from "./snapshot.mjs"

async function serving(context, status, type) {
  const server = http.createServer((request, response) => response.writeHead(status, { "content-type": type }).end("x"))
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  context.after(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}

test("a page under another name means that there is no such file", async (context) => {
  const origin = await serving(context, 200, "text/html")
  assert.equal(await download(origin, "/assets/a.js"), undefined)
  assert.equal((await download(origin, "/")).isText, true)
})

test("a server in trouble stops the build: a snapshot with holes would look complete", async (context) => {
  await assert.rejects(download(await serving(context, 503, "text/plain"), "/assets/a.js"), /answered 503 to \/assets\/a\.js/)
})

test("a file is found under the name that its address has", (context) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "opencode-snapshot-"))
  context.after(() => fs.rmSync(folder, { recursive: true, force: true }))
  write(folder, new Map([["/assets/a%20b%2F..%2Fc.js", { bytes: Buffer.from("x"), type: "text/javascript" }]]))
  const [{ path: name }] = JSON.parse(fs.readFileSync(path.join(folder, "files.json"), "utf8"))
  assert.equal(fs.readFileSync(path.join(folder, "files", name), "utf8"), "x")
})
