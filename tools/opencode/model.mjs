// An offline stand-in for a language model: the OpenAI chat API, with scenarios chosen by a word in the user's text.
// It streams in small pieces with a pause between them, so that a test can see an answer grow before it is complete.
import http from "node:http"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export const MODEL_ID = "stub-1"
const PIECE = /[\s\S]{1,12}/g

const ANSWER = `# Streamed answer

Hello from the **stub model**. Here is some code:

\`\`\`ts
export function greet(name: string): string {
  return \`Hello, \${name}!\`
}
\`\`\`

- item one
- item two

| a | b |
|---|---|
| 1 | 2 |
`

/** What a model says that was told to by what it has read. A page that runs any of it sets "pwned". */
const HOSTILE = `Hostile answer begins <img src=x onerror="pwned=1"> <script>pwned=1</script> <svg onload=pwned=1></svg>
<iframe srcdoc="<script>parent.pwned=1</script>"></iframe> <a href="javascript:pwned=1">raw</a> <a href="&#106;avascript:pwned=1">entity</a>
<form action="javascript:pwned=1"><button>go</button></form> <details ontoggle=pwned=1 open>d</details> <style>@import "http://evil.example/"</style>

[script](javascript:pwned=1) [tabbed](java&#9;script:pwned=1) [data](data:text/html,<script>pwned=1</script>) [vb](vbscript:pwned=1) [web](https://example.com/)

![image](javascript:pwned=1) ![quote](x" onerror="pwned=1) <math><mtext><img src=x onerror=pwned=1></mtext></math>

\`\`\`html
</code></pre><script>pwned=1</script>
\`\`\`

Hostile answer ends.
`

/** Each scenario gets what was said so far and returns what the model says now. */
const SCENARIOS = {
  "[bash]": (turn) => turn.after(1, "Done: ran the command.") ?? call("bash", { command: "echo hello from stub; ls -la", description: "Say hello and list files" }),
  "[write]": (turn) => turn.after(1, "Done: wrote the file.") ?? call("write", { filePath: `${turn.folder}/hello.txt`, content: "Hello from the stub model.\nSecond line.\n" }),
  "[edit]": (turn) =>
    turn.after(2, "Done: edited README.md.") ??
    (turn.results.length === 1
      ? call("edit", { filePath: `${turn.folder}/README.md`, oldString: "Hello project", newString: "Hello edited project" })
      : call("read", { filePath: `${turn.folder}/README.md` })),
  "[question]": (turn) =>
    turn.after(1, "Thanks for answering.") ??
    call("question", {
      questions: [
        {
          question: "Which database should I use?",
          header: "Database",
          options: [
            { label: "PostgreSQL", description: "Relational" },
            { label: "SQLite", description: "Embedded" },
          ],
        },
      ],
    }),
  "[todo]": (turn) =>
    turn.after(1, "Plan stored.") ??
    call("todowrite", {
      todos: [
        { content: "First", status: "completed", priority: "high" },
        { content: "Second", status: "in_progress", priority: "medium" },
      ],
    }),
  "[error]": () => ({ failure: { status: 400, message: "stub: simulated provider failure", type: "invalid_request_error" } }),
  "[hostile]": () => ({ text: HOSTILE }),
  "[slow]": () => ({ reasoning: "The user wants a long answer.", text: ANSWER + Array.from({ length: 200 }, (_, i) => ` word${i + 1}`).join("") + "\n\nEnd of the slow answer.\n" }),
}

function call(name, args) {
  return { reasoning: `I should call ${name}.`, text: `Calling the \`${name}\` tool.`, tool: { id: `call_${name}_${Date.now().toString(36)}`, name, args } }
}

function textOf(content) {
  return typeof content === "string" ? content : (content ?? []).filter((part) => part.type === "text").map((part) => part.text).join("\n")
}

function readTurn(body) {
  const messages = body.messages ?? []
  const system = messages.filter((message) => message.role === "system").map((message) => textOf(message.content)).join("\n")
  const lastUser = messages.findLastIndex((message) => message.role === "user")
  const results = messages.slice(lastUser + 1).filter((message) => message.role === "tool")
  return {
    system,
    user: textOf(messages[lastUser]?.content),
    hasTools: (body.tools ?? []).length > 0,
    folder: /Working directory: (\S+)/.exec(system)?.[1] ?? process.cwd(),
    results,
    after: (count, text) =>
      results.length < count
        ? undefined
        : { reasoning: "The tool returned, so I can summarise.", text: `${text}\n\nTool said:\n\n\`\`\`\n${textOf(results.at(-1).content).slice(0, 300)}\n\`\`\`\n` },
  }
}

function answerFor(turn, memory) {
  if (!turn.hasTools && /title/i.test(turn.system)) {
    return { text: turn.user.includes("[hostile]") ? "title <img src=x onerror=pwned=1><script>pwned=1</script>" : "Stub session title" }
  }
  if (turn.user.includes("[retry]") && turn.hasTools && (memory.isRetrying = !memory.isRetrying)) {
    return { failure: { status: 503, message: "stub: overloaded", type: "server_error" } }
  }
  const word = Object.keys(SCENARIOS).find((name) => turn.user.includes(name))
  return word ? SCENARIOS[word](turn) : { reasoning: "The user greets me; I answer with markdown.", text: ANSWER }
}

function* deltas({ reasoning = "", text = "", tool }) {
  yield { role: "assistant", content: "" }
  for (const piece of reasoning.match(PIECE) ?? []) yield { reasoning_content: piece }
  for (const piece of text.match(PIECE) ?? []) yield { content: piece }
  if (!tool) return
  yield { tool_calls: [{ index: 0, id: tool.id, type: "function", function: { name: tool.name, arguments: "" } }] }
  for (const piece of JSON.stringify(tool.args).match(/[\s\S]{1,30}/g)) yield { tool_calls: [{ index: 0, function: { arguments: piece } }] }
}

function sendJson(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
}

async function stream(response, envelope, answer, usage, delayMs) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" })
  const send = (fields) => response.write(`data: ${JSON.stringify({ ...envelope, object: "chat.completion.chunk", ...fields })}\n\n`)
  for (const delta of deltas(answer)) {
    if (response.closed) return
    send({ choices: [{ index: 0, delta, finish_reason: null }] })
    await sleep(delayMs)
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: answer.tool ? "tool_calls" : "stop" }] })
  send({ choices: [], usage })
  response.end("data: [DONE]\n\n")
}

async function complete(request, response, { delayMs, memory }) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const body = JSON.parse(Buffer.concat(chunks).toString())
  const answer = answerFor(readTurn(body), memory)
  if (answer.failure) return sendJson(response, answer.failure.status, { error: { message: answer.failure.message, type: answer.failure.type } })
  const envelope = { id: `chatcmpl-${Date.now().toString(36)}`, created: Math.floor(Date.now() / 1000), model: body.model }
  const usage = { prompt_tokens: 123, completion_tokens: 45, total_tokens: 168 }
  if (body.stream) return stream(response, envelope, answer, usage, delayMs)
  const toolCalls = answer.tool && [{ id: answer.tool.id, type: "function", function: { name: answer.tool.name, arguments: JSON.stringify(answer.tool.args) } }]
  const message = { role: "assistant", content: answer.text ?? "", tool_calls: toolCalls }
  sendJson(response, 200, { ...envelope, object: "chat.completion", choices: [{ index: 0, message, finish_reason: toolCalls ? "tool_calls" : "stop" }], usage })
}

/** Starts the model on loopback; `url` is the base URL that an OpenAI-compatible provider is given. */
export async function startModel({ port = 0, delayMs = 25 } = {}) {
  const state = { delayMs, memory: {} }
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost")
    if (pathname.endsWith("/models")) return sendJson(response, 200, { object: "list", data: [{ id: MODEL_ID, object: "model" }] })
    if (!pathname.endsWith("/chat/completions")) return sendJson(response, 404, { error: { message: "stub: no such route" } })
    complete(request, response, state).catch((error) => (response.headersSent ? response.destroy() : sendJson(response, 400, { error: { message: String(error) } })))
  })
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve))
  return {
    port: server.address().port,
    url: `http://127.0.0.1:${server.address().port}/v1`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const model = await startModel({ port: Number(process.argv[2] ?? 0), delayMs: Number(process.argv[3] ?? 25) })
  console.log(JSON.stringify({ url: model.url }))
}
