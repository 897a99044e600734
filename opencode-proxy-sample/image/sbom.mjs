// The bill of materials of an image's application: Maven's, and OpenCode where the image has it.
// Usage: node sbom.mjs notebook|gateway BOM. What the base brings, its own package database says.
import fs from "node:fs"
import { PINNED_VERSION } from "../../tools/opencode/install.mjs"

const [flavour, file] = process.argv.slice(2)
const bom = JSON.parse(fs.readFileSync(file, "utf8"))
if (flavour === "notebook") {
  const purl = `pkg:npm/opencode-ai@${PINNED_VERSION}`
  bom.components.push({ type: "application", "bom-ref": purl, name: "opencode-ai", version: PINNED_VERSION, purl, licenses: [{ license: { id: "MIT" } }] })
}
process.stdout.write(JSON.stringify(bom, null, 2) + "\n")
