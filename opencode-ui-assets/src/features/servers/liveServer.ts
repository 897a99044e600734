import { createMemo, type Accessor } from "solid-js"
import { hasSecret, type OwnServer } from "../../domain/ownServer"
import { isSameServer } from "../../domain/serverList"
import type { Shell } from "./shell"

/**
 * The server whose password or key a dialog asks for, as the list has it now. It stays the same object while address and user
 * stay, so that nobody loses what they type; when another tab changes these, the dialog is made anew or closed.
 */
export function createLiveServer(shell: Shell, id: Accessor<string | undefined>): Accessor<OwnServer | undefined> {
  const find = () => {
    const wanted = id()
    const server = wanted === undefined ? undefined : shell.servers.find(wanted)
    return server && hasSecret(server.http) ? server : undefined
  }
  return createMemo(find, undefined, { equals: (a, b) => a === b || (a?.id === b?.id && a !== undefined && b !== undefined && isSameServer(a, b)) })
}
