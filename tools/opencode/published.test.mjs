import assert from "node:assert/strict"
import test from "node:test"
import { declaredIntegrity, integrityNote, requirePublished } from "./published.mjs"

const VERSIONS = JSON.stringify(["1.17.0", "1.18.1", "1.18.2", "0.0.0-dev-1"])
const LOCK = { packages: { "node_modules/opencode-ai": { integrity: "sha512-YQ==" }, "node_modules/opencode-linux-x64": { version: "1.18.2" } } }

test("a version that npm has may be used", () => {
  assert.doesNotThrow(() => requirePublished("1.18.2", VERSIONS))
  assert.doesNotThrow(() => requirePublished("1.18.2", '"1.18.2"'))
})

test("a version that npm does not have is refused with those next to it", () => {
  assert.throws(() => requirePublished("1.18.99", VERSIONS), /^Error: npm has no opencode-ai 1\.18\.99\. Of 1\.18\.x it has 1\.18\.1, 1\.18\.2\.\nNext step: npm view opencode-ai versions$/)
})

test("a version of a line that npm does not have is refused with the last ones", () => {
  assert.throws(() => requirePublished("9.9.9", VERSIONS), /no opencode-ai 9\.9\.9\. The last ones that it has are 1\.17\.0, 1\.18\.1, 1\.18\.2\./)
})

test("npm itself says why it could not be asked", () => {
  assert.doesNotThrow(() => requirePublished("1.18.99", ""))
  assert.doesNotThrow(() => requirePublished("1.18.99", '{"error":{"code":"ENOTFOUND"}}'))
})

test("what was not checked against anything is not used", () => {
  assert.deepEqual(declaredIntegrity(LOCK, ["opencode-ai"]), { "opencode-ai": "sha512-YQ==" })
  for (const name of ["opencode-linux-x64", "opencode-linux-arm64"]) assert.throws(() => declaredIntegrity(LOCK, [name]), new RegExp(`no integrity for ${name}`))
})

test("whoever uses another version is told what its files were compared with", () => {
  assert.match(integrityNote("1.17.0", "1.18.2", { "opencode-ai": "sha512-YQ==" }), /1\.17\.0 is not the pinned version \(1\.18\.2\)[\s\S]*nobody has compared[\s\S]* {2}opencode-ai sha512-YQ==$/)
})
