/**
 * Runs a round again and again: at its pace while the page is seen, slower while it is hidden, at once when the user
 * comes back. Rounds never overlap; a wish that arrives during a round is granted when it ends.
 */
export interface PollerClock {
  setTimeout(action: () => void, ms: number): number
  clearTimeout(timer: number): void
}

export interface Visibility {
  isVisible(): boolean
  /** Calls back when the page is hidden, shown or focused. */
  onChange(changed: () => void): () => void
}

export interface Pace {
  readonly visibleMs: number
  readonly hiddenMs: number
}

export interface Poller {
  /** A round now, or right after the one that runs. */
  readonly poke: () => void
  /** The next round no later than in `ms`. */
  readonly hurry: (ms: number) => void
  readonly stop: () => void
}

export interface PollerTools {
  readonly pace: Pace
  readonly clock: PollerClock
  readonly visibility: Visibility
  /** Hears of a round that broke; the next one comes all the same. */
  readonly report: (error: unknown) => void
}

export function startPolling(
  round: (signal: AbortSignal) => Promise<void>,
  { pace, clock, visibility, report }: PollerTools,
): Poller {
  const stopping = new AbortController()
  let timer: number | undefined
  let isRunning = false
  let isWanted = false
  let hurryMs = Infinity

  function plan(ms: number): void {
    if (timer !== undefined) clock.clearTimeout(timer)
    timer = clock.setTimeout(run, ms)
  }

  function run(): void {
    if (stopping.signal.aborted) return
    if (isRunning) {
      isWanted = true
      return
    }
    if (timer !== undefined) clock.clearTimeout(timer)
    isRunning = true
    isWanted = false
    hurryMs = Infinity
    void round(stopping.signal).catch(report).then(() => {
      isRunning = false
      if (stopping.signal.aborted) return
      if (isWanted) run()
      else plan(Math.min(hurryMs, paceNow()))
    })
  }

  function paceNow(): number {
    return visibility.isVisible() ? pace.visibleMs : pace.hiddenMs
  }

  const forgetVisibility = visibility.onChange(() => {
    if (visibility.isVisible()) run()
    else if (!isRunning) plan(pace.hiddenMs)
  })
  run()

  return {
    poke: run,
    hurry(ms) {
      hurryMs = Math.min(hurryMs, ms)
      if (!isRunning) plan(ms)
    },
    stop() {
      stopping.abort()
      forgetVisibility()
      if (timer !== undefined) clock.clearTimeout(timer)
    },
  }
}
