import cliProgress from 'cli-progress'
import { count } from './options.ts'
import { duration, type Pace, paceOf } from './pace.ts'

/** How far a long job has come, shown on stderr: stdout is for results. */
export interface Progress {
  /** How much of the total is done, and how many steps were made for it since this began; 0 where none are counted. */
  update(done: number, steps: number): void
  stop(): void
}

export const silent: Progress = { update: () => {}, stop: () => {} }

/** A bar on a terminal, a line for every tenth elsewhere; `before` of the total was done in an earlier run. */
export function showProgress(label: string, total: number, before = 0): Progress {
  const pace = paceOf({ total, before, nowMs: () => performance.now() })
  const show = process.stderr.isTTY ? bar : lines
  return show({ label, total, before, pace })
}

interface Shown {
  readonly label: string
  readonly total: number
  readonly before: number
  readonly pace: Pace
}

function bar({ label, total, before, pace }: Shown): Progress {
  const format = `${label}  {bar} {percentage} %  {episodes} / {all}   {rate}{left}`
  const shown = new cliProgress.SingleBar(
    { format, stream: process.stderr, barsize: 24, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  )
  shown.start(total, before, { episodes: count(before), all: count(total), rate: '', left: '' })
  return {
    update(done, steps) {
      pace.update(done, steps)
      shown.update(done, { episodes: count(done), rate: rate(steps, pace), left: left(pace) })
    },
    stop: () => shown.stop(),
  }
}

function lines({ label, total, before, pace }: Shown): Progress {
  const tenthOf = (done: number): number => Math.floor((10 * done) / total)
  let tenth = tenthOf(before)
  process.stderr.write(before === 0 ? `${label}\n` : `${label}, ${count(before)} of them played before\n`)
  return {
    update(done, steps) {
      pace.update(done, steps)
      if (tenthOf(done) === tenth) return
      tenth = tenthOf(done)
      process.stderr.write(`  ${count(done)} / ${count(total)}   ${rate(steps, pace)}${left(pace)}`.trimEnd())
      process.stderr.write('\n')
    },
    stop: () => {},
  }
}

function rate(steps: number, pace: Pace): string {
  return steps === 0 ? '' : `${count(pace.stepsPerSecond())} steps/s   `
}

function left(pace: Pace): string {
  const seconds = pace.secondsLeft()
  return seconds === null || seconds === 0 ? '' : `eta ${duration(seconds)}`
}
