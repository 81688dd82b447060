/** How fast a job goes, and when it will be done. */
export interface Pace {
  /** Takes in how far it has come. */
  update(done: number, steps: number): void
  stepsPerSecond(): number
  /** Null as long as nothing was done to judge by. */
  secondsLeft(): number | null
}

export interface PaceOptions {
  readonly total: number
  /** What was done before it began: it counts as done, and says nothing of how fast it goes now. */
  readonly before: number
  nowMs(): number
}

/** What happened longer ago than this says little of what is to come. */
const WINDOW_MS = 20_000
const MARKS_MAX = 64

interface Mark {
  readonly atMs: number
  readonly done: number
  readonly steps: number
}

/** A pace over the last 20 seconds; `done` counts what was done before, `steps` only those made now. */
export function paceOf({ total, before, nowMs }: PaceOptions): Pace {
  const marks: Mark[] = [{ atMs: nowMs(), done: before, steps: 0 }]

  /** Amount a second between the first mark of the window and the last. */
  function rateOf(amount: (mark: Mark) => number): number {
    const [first, last] = [marks[0]!, marks.at(-1)!]
    const ms = last.atMs - first.atMs
    return ms <= 0 ? 0 : (1000 * (amount(last) - amount(first))) / ms
  }

  return {
    update(done, steps) {
      const atMs = nowMs()
      const isDense = marks.length > 1 && atMs - marks.at(-2)!.atMs < WINDOW_MS / MARKS_MAX
      if (isDense) marks.pop()
      marks.push({ atMs, done, steps })
      // The window begins with the last mark that is older than it.
      while (marks.length > 2 && marks[1]!.atMs <= atMs - WINDOW_MS) marks.shift()
    },
    stepsPerSecond: () => rateOf(({ steps }) => steps),
    secondsLeft() {
      const perSecond = rateOf(({ done }) => done)
      return perSecond === 0 ? null : (total - marks.at(-1)!.done) / perSecond
    },
  }
}

/** A duration for people: `8 s`, `3 min`, `1 h 12 min`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 90) return `${whole} s`
  const minutes = Math.round(whole / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
