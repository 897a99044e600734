import { createEffect, createMemo, createSignal, onCleanup, onMount, Show, type JSX } from "solid-js"
import type { LandingRoute } from "../../domain/landingRoute"
import { Banner } from "../../ui/Banner"
import { Button } from "../../ui/Button"
import { listStop } from "../servers/focus"
import { GatewayBanner } from "../servers/GatewayBanner"
import { onHotkeys } from "../servers/hotkeys"
import { ServerPicker } from "../servers/ServerPicker"
import { useShell } from "../servers/shell"
import { decideOpening } from "./opening"

/** Longer than a health check may take, so that its own answer is what is shown. */
const LATE_MS = 7_000

interface Props {
  readonly route: LandingRoute
  /** The user wants to see the picker and stay there. */
  readonly onStay: () => void
}

export function LandingPage(props: Props): JSX.Element {
  const shell = useShell()
  const [isLate, setLate] = createSignal(false)
  const late = setTimeout(() => setLate(true), LATE_MS)
  onCleanup(() => {
    clearTimeout(late)
  })
  const [title, setTitle] = createSignal("Servers")
  createEffect(() => setTitle(props.route.kind === "add" ? "Add server" : "Servers"))

  // Once the picker is shown it stays: a server that becomes healthy must not take the page away.
  const opening = createMemo<ReturnType<typeof decideOpening>>((before) => {
    if (before.kind !== "waiting" || props.route.kind !== "open") return before
    return decideOpening({
      entries: shell.servers.entries(),
      chosen: shell.servers.list().default,
      isComplete: shell.servers.isComplete(),
      isLate: isLate(),
      gateway: shell.gateway.state(),
      health: (id) => shell.health.health(id),
    })
  }, { kind: "waiting" })

  // The form takes the page to the list itself: the picker must then stay, with the row that has the focus.
  let isFormDone = false
  const screen = createMemo<{ readonly start?: { readonly url: string } }>((before) => {
    if (props.route.kind === "add") {
      isFormDone = false
      return { start: { url: props.route.url } }
    }
    return before.start && !isFormDone ? {} : before
  }, {})

  function formDone(): void {
    isFormDone = true
    if (props.route.kind === "add") props.onStay()
  }

  createEffect(() => {
    const decision = opening()
    if (decision.kind === "open") shell.openInPlace(decision.id)
  })

  // Here the list is on the page already: the keys of the switcher take the keyboard to it.
  onMount(() => { onCleanup(onHotkeys(shell, () => { listStop(document.body)?.focus() })) })

  const isSplash = () => props.route.kind === "open" && opening().kind !== "picker"
  const splashName = () => {
    const decision = opening()
    return decision.kind === "waiting" ? decision.entry?.name : shell.servers.entries().find((entry) => entry.isDefault)?.name
  }
  const reason = () => {
    const decision = opening()
    return props.route.kind === "open" && decision.kind === "picker" ? decision.reason : undefined
  }

  return (
    <Show when={!isSplash()} fallback={<Splash name={splashName()} onStay={() => { props.onStay() }} />}>
      <main class="landing">
        <header class="landing-head">
          <p class="landing-brand">OpenCode</p>
          <h1>{title()}</h1>
        </header>
        <GatewayBanner />
        <Show when={reason()}>
          {(sentence) => (
            <Banner tone="info">
              <p>{sentence()}</p>
            </Banner>
          )}
        </Show>
        <RouteNotice route={props.route} />
        <Show when={screen()} keyed>
          {({ start }) => <ServerPicker start={start} onTitle={setTitle} onFormDone={formDone} />}
        </Show>
      </main>
    </Show>
  )
}

function RouteNotice(props: { readonly route: LandingRoute }): JSX.Element {
  const sentence = () => {
    if (props.route.kind === "add") return "A link brought this address. It has not been contacted; add it only if you trust it."
    if (props.route.kind === "storage-blocked") {
      return "OpenCode cannot be opened while this browser blocks storage for this site. Allow cookies and site data for it, then open the server again."
    }
    if (props.route.kind !== "unknown") return undefined
    const name = props.route.id === "" ? "" : ` “${props.route.id}”`
    return `The link names a server${name} that is not in this browser's list. Pick one here, or add it by its address.`
  }
  return (
    <Show when={sentence()}>
      {(text) => (
        <Banner tone="info">
          <p>{text()}</p>
        </Banner>
      )}
    </Show>
  )
}

function Splash(props: { readonly name: string | undefined; readonly onStay: () => void }): JSX.Element {
  return (
    <main class="splash">
      <div class="splash-dots" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
      <h1 role="status">{props.name === undefined ? "Starting…" : `Opening ${props.name}…`}</h1>
      <Button look="quiet" onClick={() => { props.onStay() }}>
        Choose another server
      </Button>
    </main>
  )
}
