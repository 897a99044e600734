/** What the shell's screens work with. Boot puts it together; screens take it from the context. */
import { createContext, useContext } from "solid-js"
import type { AttentionStore } from "../../stores/attention"
import type { CredentialsStore } from "../../stores/credentials"
import type { GatewayStore } from "../../stores/gateway"
import type { HealthStore } from "../../stores/health"
import type { ServersStore } from "../../stores/servers"

export interface Shell {
  /** Id of the server this page shows; "" on the landing page. */
  readonly activeId: string
  readonly servers: ServersStore
  readonly health: HealthStore
  readonly credentials: CredentialsStore
  readonly gateway: GatewayStore
  readonly attention: Pick<AttentionStore, "attentionOf">
  newId(): string
  /** Where a server is opened, as a link. */
  href(id: string): string
  open(id: string): void
  /** Opens it in place of this page, so that Back does not return to a page that only opens it again. */
  openInPlace(id: string): void
  /** Leaves for the default server, or the picker. */
  leave(): void
  readonly reload: () => void
}

export const ShellContext = createContext<Shell>()

export function useShell(): Shell {
  const shell = useContext(ShellContext)
  if (!shell) throw new Error("ShellContext is missing")
  return shell
}
