/** What the page is told of its server's connection: until the UI has started by the gate, then by the event stream. */
import type { TabEvents } from "../../api/events/tabEvents"
import type { PageEvents } from "../../domain/pageEvents"
import type { StartGate } from "./start"

export function joinEvents(streams: TabEvents, open: (onLink: () => void) => StartGate): PageEvents & Pick<StartGate, "whenOpen"> {
  const observers = new Set<() => void>()
  const notify = (): void => {
    for (const observer of observers) observer()
  }
  streams.onChange(notify)
  const gate = open(notify)
  return {
    whenOpen: gate.whenOpen,
    link: () => (gate.link().state === "none" ? streams.link() : gate.link()),
    attention: () => streams.attention(),
    onChange(changed) {
      observers.add(changed)
      return () => observers.delete(changed)
    },
    retry() {
      gate.retry()
      streams.retry()
    },
    watch(servers) {
      streams.watch(servers)
    },
  }
}
