// OpenCode versions other than the pinned one: which there are, and what their files are checked against.
const SHOWN = 5

/** `stdout`: what `npm view opencode-ai versions --json` prints. Throws a sentence when `version` is not among them. */
export function requirePublished(version, stdout) {
  const versions = [readJson(stdout)].flat().filter((each) => typeof each === "string")
  // npm has said why it could not ask, or will when it installs.
  if (versions.length === 0 || versions.includes(version)) return
  const line = versions.filter((each) => each.startsWith(minorOf(version)))
  const near = (line.length > 0 ? line : versions.filter((each) => !each.includes("-"))).slice(-SHOWN)
  throw new Error(
    `npm has no opencode-ai ${version}. ${line.length > 0 ? `Of ${minorOf(version)}x it has` : "The last ones that it has are"} ${near.join(", ")}.\n` +
      "Next step: npm view opencode-ai versions",
  )
}

/** What npm compared the downloads with: package -> integrity. Throws when the registry declared none for one of them. */
export function declaredIntegrity(lock, packages) {
  return Object.fromEntries(
    packages.map((name) => {
      const { integrity } = lock.packages?.[`node_modules/${name}`] ?? {}
      if (!/^sha(256|384|512)-/.test(integrity ?? "")) throw new Error(`The npm registry declares no integrity for ${name}: its files were not checked against anything, and are not used.`)
      return [name, integrity]
    }),
  )
}

/** For whoever uses a version whose files nobody has pinned. */
export function integrityNote(version, pinnedVersion, integrity) {
  const lines = Object.entries(integrity).map(([name, value]) => `  ${name} ${value}`)
  return (
    `OpenCode ${version} is not the pinned version (${pinnedVersion}): npm has checked its files against what the registry declared when they were\n` +
    `installed, and nobody has compared that with anything. Declared was:\n${lines.join("\n")}`
  )
}

function minorOf(version) {
  return version.replace(/^(\d+\.\d+\.).*$/, "$1")
}

function readJson(text) {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}
