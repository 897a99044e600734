import type { JSX } from "solid-js"
import type { ConnectionStore } from "../../stores/connection"
import { useShell } from "../servers/shell"
import { ConnectionBanner } from "./ConnectionBanner"
import { SessionScreen } from "./SessionScreen"

/** What comes between the user and the server of this page, above the official UI. */
export function ConnectionScreens(props: { readonly connection: ConnectionStore }): JSX.Element {
  const shell = useShell()
  const name = () => shell.servers.entries().find(({ id }) => id === shell.activeId)?.name ?? "this server"
  return (
    <>
      <div class="bar-banner">
        <ConnectionBanner connection={props.connection} serverName={name()} />
      </div>
      <SessionScreen isEnded={shell.gateway.state() === "session_expired"} onReload={shell.reload} />
    </>
  )
}
