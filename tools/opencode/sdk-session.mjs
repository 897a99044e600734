// One session with the official SDK: asks, and prints in one line of JSON what was answered and which events came meanwhile.
// Usage: node sdk-session.mjs BASE_URL PROMPT
import { loadSdk } from "./install.mjs"

const PATIENCE_MS = 60_000

async function main([baseUrl, prompt]) {
  if (!baseUrl || !prompt) throw new Error("Usage: node sdk-session.mjs BASE_URL PROMPT")
  const { createOpencodeClient } = await loadSdk({ log: (line) => console.error(line) })
  const client = createOpencodeClient({ baseUrl, throwOnError: true })
  const { stream } = await client.event.subscribe({ signal: AbortSignal.timeout(PATIENCE_MS) })
  const session = (await client.session.create({ body: { title: "SDK" } })).data
  const answer = client.session.prompt({ path: { id: session.id }, body: { parts: [{ type: "text", text: prompt }] } })
  const events = []
  for await (const event of stream) {
    events.push(event.type)
    if (event.type === "session.idle" && event.properties.sessionID === session.id) break
  }
  const text = (await answer).data.parts.filter((part) => part.type === "text").map((part) => part.text).join("")
  console.log(JSON.stringify({ text, events: [...new Set(events)] }))
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
