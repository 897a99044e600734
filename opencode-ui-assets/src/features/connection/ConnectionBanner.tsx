import { Show, type JSX } from "solid-js"
import { NO_CONNECTION } from "../../domain/healthText"
import type { ConnectionStore } from "../../stores/connection"
import { Banner } from "../../ui/Banner"
import { Button } from "../../ui/Button"
import { linkSentence } from "./linkText"

interface Props {
  readonly connection: ConnectionStore
  readonly serverName: string
}

/** Says that the page's server is away, why, and when it is tried again. */
export function ConnectionBanner(props: Props): JSX.Element {
  const isTrying = () => props.connection.link().state === "connecting" || props.connection.secondsLeft() === 0
  return (
    <Show when={props.connection.isLost() && props.connection.link().reason !== "session_expired"}>
      <Banner
        tone="bad"
        actions={
          <Button disabled={isTrying()} onClick={() => { props.connection.retry() }}>
            Try now
          </Button>
        }
      >
        <p>
          <strong>{NO_CONNECTION.word} to “{props.serverName}”.</strong> {linkSentence(props.connection.link().reason)} What you type is kept.{" "}
          {/* Not read out with every second. */}
          <span aria-live="off">{isTrying() ? "Trying now…" : `Next attempt in ${props.connection.secondsLeft()} s.`}</span>
        </p>
      </Banner>
    </Show>
  )
}
