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
  // Two, so that a wish to hurry never puts off what was planned for earlier.
  const timers: { planned?: number; hurried?: number } = {}
  let isRunning = false
  let isWanted = false
  let hurryMs = Infinity

  function plan(name: keyof typeof timers, ms: number): void {
    forget(name)
    timers[name] = clock.setTimeout(run, ms)
  }

  function forget(name: keyof typeof timers): void {
    const timer = timers[name]
    if (timer !== undefined) clock.clearTimeout(timer)
  }

  function forgetTimers(): void {
    forget("planned")
    forget("hurried")
  }

  function run(): void {
    if (stopping.signal.aborted) return
    if (isRunning) {
      isWanted = true
      return
    }
    forgetTimers()
    // From its start: one server that does not answer must not make all others' news late.
    plan("planned", paceNow())
    isRunning = true
    isWanted = false
    hurryMs = Infinity
    void round(stopping.signal).catch(report).then(() => {
      isRunning = false
      if (stopping.signal.aborted) return
      if (isWanted) run()
      else if (hurryMs < Infinity) plan("hurried", hurryMs)
    })
  }

  function paceNow(): number {
    return visibility.isVisible() ? pace.visibleMs : pace.hiddenMs
  }

  const forgetVisibility = visibility.onChange(() => {
    // Coming back is told twice, as shown and as focused: a round that runs already is as good as another.
    if (visibility.isVisible() && !isRunning) run()
    else plan("planned", paceNow())
  })
  run()

  return {
    poke: run,
    hurry(ms) {
      if (isRunning) hurryMs = Math.min(hurryMs, ms)
      else plan("hurried", ms)
    },
    stop() {
      stopping.abort()
      forgetVisibility()
      forgetTimers()
    },
  }
}
