/** What the shell's screens work with. Boot puts it together; screens take it from the context. */
import { createContext, useContext } from "solid-js"
import type { AttentionSource } from "../../domain/attention"
import type { HealthResult } from "../../domain/health"
import type { HealthSubject } from "../../domain/healthText"
import type { CredentialsStore } from "../../stores/credentials"
import type { GatewayStore } from "../../stores/gateway"
import type { HealthStore } from "../../stores/health"
import type { ServersStore } from "../../stores/servers"
import type { SettingsStore } from "../../stores/settings"

export interface Shell {
  /** Id of the server this page shows; "" on the landing page. */
  readonly activeId: string
  /** OpenCode version of the official UI that is served here; "" when it is not known. */
  readonly uiVersion: string
  readonly isApple: boolean
  readonly servers: ServersStore
  readonly health: HealthStore
  readonly credentials: CredentialsStore
  readonly gateway: GatewayStore
  readonly settings: SettingsStore
  readonly attention: AttentionSource
  newId(): string
  /** Where a server is opened, as a link. */
  href(id: string): string
  open(id: string): void
  /** Opens it in place of this page, so that Back does not return to a page that only opens it again. */
  openInPlace(id: string): void
  /** Leaves for the default server, or the picker. */
  leave(): void
  readonly reload: () => void
  /** What an admin needs to help, without secrets. */
  diagnostics(server: HealthSubject, health: HealthResult): string
  /** False where the browser does not let a page write to the clipboard, such as over plain HTTP. */
  copy(text: string): Promise<boolean>
  /** Hands a file to the user. */
  saveFile(name: string, text: string): void
}

export const ShellContext = createContext<Shell>()

export function useShell(): Shell {
  const shell = useContext(ShellContext)
  if (!shell) throw new Error("ShellContext is missing")
  return shell
}
