/** The state behind the add and edit form: a draft, what is wrong with it, and the connection test. */
import { createSignal, onCleanup } from "solid-js"
import type { ApiResult } from "../../api/proxyClient"
import type { OwnServer } from "../../domain/ownServer"
import { normaliseServerUrl } from "../../domain/serverUrl"
import { draftOf, EMPTY_DRAFT, serverOf, type DraftProblems, type ServerDraft } from "../../domain/serverDraft"
import { isSameServer } from "../../domain/serverList"
import type { Shell } from "./shell"
import type { TestState } from "./TestResult"

export interface FormStart {
  /** Absent: a new server. */
  readonly server?: OwnServer
  readonly url?: string
  readonly asksPassword?: boolean
}

export function createServerForm(shell: Shell, start: FormStart, onSaved: (id: string) => void) {
  const before = start.server
  const first: ServerDraft = {
    ...(before ? draftOf(before) : EMPTY_DRAFT),
    ...(start.url === undefined ? {} : { url: start.url }),
    ...(start.asksPassword === true ? { usesPassword: true } : {}),
  }
  const id = before?.id ?? shell.newId()
  const [draft, setDraft] = createSignal(first)
  const [problems, setProblems] = createSignal<DraftProblems>({})
  const [test, setTest] = createSignal<TestState>("idle")
  let running = new AbortController()
  let sealed: { readonly server: OwnServer; readonly password: string; readonly credential: string } | undefined
  onCleanup(() => {
    running.abort()
  })

  function change(part: Partial<ServerDraft>): void {
    setDraft((all) => ({ ...all, ...part }))
    // A result is about what was tested: after a change it says nothing.
    running.abort()
    setTest("idle")
    const fixed = { ...problems() }
    if ("url" in part) delete fixed.url
    if ("username" in part || "usesPassword" in part) delete fixed.username
    setProblems(fixed)
  }

  function validate(): OwnServer | undefined {
    const result = serverOf(draft(), id, shell.servers.list())
    setProblems("problems" in result ? result.problems : {})
    return "server" in result ? result.server : undefined
  }

  /** What was typed is exchanged at once; until then it is nowhere but in its field. */
  async function credential(server: OwnServer, signal: AbortSignal): Promise<ApiResult<string | undefined>> {
    const { password } = draft()
    if (server.http.username === undefined) return { value: undefined }
    if (password === "") return { value: shell.credentials.credential(server) }
    if (sealed && isSameServer(sealed.server, server) && sealed.password === password) return { value: sealed.credential }
    const answer = await shell.credentials.seal(server, password, signal)
    if ("value" in answer) sealed = { server, password, credential: answer.value }
    return answer
  }

  function begin(): AbortSignal {
    running.abort()
    running = new AbortController()
    setTest("running")
    return running.signal
  }

  async function runTest(server: OwnServer): Promise<TestState> {
    const signal = begin()
    const secret = await credential(server, signal)
    const answer = "value" in secret ? await shell.health.test(server.http, secret.value, signal) : secret
    if (signal.aborted || "aborted" in answer) return "idle"
    const state: TestState = "value" in answer ? { result: answer.value } : { failure: answer.failure }
    setTest(state)
    return state
  }

  async function sealAndSave(server: OwnServer): Promise<void> {
    const shown = test()
    const signal = begin()
    const secret = await credential(server, signal)
    if (signal.aborted || "aborted" in secret) return
    setTest("value" in secret ? shown : { failure: secret.failure })
    if ("value" in secret) save(server, secret.value)
  }

  function save(server: OwnServer, secret: string | undefined): void {
    if (before) shell.servers.edit(server)
    else shell.servers.add(server)
    const kept = shell.servers.find(id)
    if (!kept || !isSameServer(kept, server)) {
      // Another tab has just added the same one: now the list shows it, and the form can say so.
      validate()
      return
    }
    shell.credentials.reconcile(shell.servers.list().servers)
    if (secret !== undefined) shell.credentials.keep(server, secret)
    sealed = undefined
    const state = test()
    const { url, username } = server.http
    if (typeof state === "object" && "result" in state) {
      shell.health.learned({ id, url, ...(username === undefined ? {} : { username }) }, state.result)
    }
    onSaved(id)
  }

  /** A new name needs no connection: a server that is down can be renamed. */
  function isSameConnection(server: OwnServer): boolean {
    return before?.http.url === server.http.url && before.http.username === server.http.username && draft().password === ""
  }

  return {
    draft,
    problems,
    test,
    change,
    isEditing: before !== undefined,
    isAddressChanged: () => {
      const url = normaliseServerUrl(draft().url)
      return before !== undefined && !("ok" in url && url.ok === before.http.url)
    },
    hasPassword: () => before !== undefined && shell.credentials.credential(before) !== undefined,
    /** Shows what is wrong with the address once the user has left the field. */
    checkUrl: () => {
      const url = normaliseServerUrl(draft().url)
      if ("problem" in url && url.problem !== "empty") setProblems((all) => ({ ...all, url: url.sentence }))
    },
    async tryOut() {
      const server = validate()
      if (server) await runTest(server)
    },
    async submit() {
      const server = validate()
      if (!server) return
      if (isSameConnection(server)) {
        save(server, undefined)
        return
      }
      const state = await runTest(server)
      if (typeof state === "object" && "result" in state && state.result.state === "healthy") await sealAndSave(server)
    },
    async saveAnyway() {
      const server = validate()
      if (server) await sealAndSave(server)
    },
  }
}

export type ServerFormModel = ReturnType<typeof createServerForm>
