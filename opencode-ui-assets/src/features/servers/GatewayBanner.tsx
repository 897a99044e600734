import { Match, Switch, type JSX } from "solid-js"
import { Banner } from "../../ui/Banner"
import { Button } from "../../ui/Button"
import { useShell } from "./shell"

/** Trouble between this page and our own server side: no list and no health can be right while it lasts. */
export function GatewayBanner(): JSX.Element {
  const shell = useShell()
  return (
    <Switch>
      <Match when={shell.gateway.state() === "session_expired"}>
        <Banner tone="bad" actions={<Button look="primary" onClick={shell.reload}>Sign in again</Button>}>
          <p>Your session has ended. Sign in again to go on; your servers keep working meanwhile.</p>
        </Banner>
      </Match>
      <Match when={shell.gateway.state() === "unreachable"}>
        <Banner tone="bad" actions={<Button onClick={() => { shell.health.refresh() }}>Try again</Button>}>
          <p>The notebook does not answer. It may be starting or stopped; this page keeps trying.</p>
        </Banner>
      </Match>
      <Match when={shell.health.isInterrupted()}>
        <Banner tone="bad" actions={<Button onClick={() => { shell.health.refresh() }}>Try again</Button>}>
          <p>The notebook answers with an error, so not all servers can be checked. This page keeps trying.</p>
        </Banner>
      </Match>
    </Switch>
  )
}
