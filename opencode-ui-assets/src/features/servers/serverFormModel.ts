/** The state behind the add and edit form: a draft, what is wrong with it, and the connection test. */
import { createSignal, onCleanup } from "solid-js"
import type { ApiResult } from "../../api/proxyClient"
import { hasSecret, type OwnServer } from "../../domain/ownServer"
import { normaliseServerUrl } from "../../domain/serverUrl"
import { draftOf, EMPTY_DRAFT, serverOf, type DraftProblems, type ServerDraft } from "../../domain/serverDraft"
import { EMPTY_LIST, isSameServer } from "../../domain/serverList"
import type { Shell } from "./shell"
import type { TestState } from "./TestResult"

export interface FormStart {
  /** Absent: a new server. */
  readonly server?: OwnServer
  readonly url?: string
  /** The server asks for a secret that has no name in the list yet. */
  readonly asksSecret?: boolean
}

export function createServerForm(shell: Shell, start: FormStart, onSaved: (id: string) => void) {
  const before = start.server
  const first: ServerDraft = {
    ...(before ? draftOf(before) : EMPTY_DRAFT),
    ...(start.url === undefined ? {} : { url: start.url }),
  }
  const id = before?.id ?? shell.newId()
  const isNameless = start.asksSecret === true && first.signIn === "none"
  const [draft, setDraft] = createSignal<ServerDraft>(isNameless ? { ...first, signIn: "password" } : first)
  const [problems, setProblems] = createSignal<DraftProblems>({})
  const [test, setTest] = createSignal<TestState>("idle")
  let running = new AbortController()
  let sealed: { readonly server: OwnServer; readonly secret: string; readonly credential: string } | undefined
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
    if ("username" in part || "signIn" in part) delete fixed.username
    if ("header" in part || "signIn" in part) delete fixed.header
    setProblems(fixed)
  }

  function validate(): OwnServer | undefined {
    const result = serverOf(draft(), id, shell.servers.list())
    setProblems("problems" in result ? result.problems : {})
    return "server" in result ? result.server : undefined
  }

  /** What was typed is exchanged at once; until then it is nowhere but in its field. */
  async function credential(server: OwnServer, signal: AbortSignal): Promise<ApiResult<string | undefined>> {
    const { secret } = draft()
    if (!hasSecret(server.http)) return { value: undefined }
    if (secret === "") return { value: shell.credentials.credential(server) }
    if (sealed && isSameServer(sealed.server, server) && sealed.secret === secret) return { value: sealed.credential }
    const answer = await shell.credentials.seal(server, secret, signal)
    if ("value" in answer) sealed = { server, secret, credential: answer.value }
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
    if (typeof state === "object" && "result" in state) shell.health.learned({ id, ...server.http }, state.result)
    onSaved(id)
  }

  /** A new name needs no connection: a server that is down can be renamed. */
  function isSameConnection(server: OwnServer): boolean {
    return before !== undefined && isSameServer(before, server) && draft().secret === ""
  }

  return {
    draft,
    problems,
    test,
    change,
    isEditing: before !== undefined,
    /** A secret that was kept does not fit what is in the form any more. */
    isConnectionChanged: () => {
      const now = serverOf(draft(), id, EMPTY_LIST)
      return before !== undefined && hasSecret(before.http) && !("server" in now && isSameServer(now.server, before))
    },
    hasSecret: () => before !== undefined && shell.credentials.credential(before) !== undefined,
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
