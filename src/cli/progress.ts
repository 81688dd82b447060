import cliProgress from 'cli-progress'
import { count } from './options.ts'

/** How far a long job has come, shown on stderr: stdout is for results. */
export interface Progress {
  update(done: number, stepsPerSecond: number): void
  stop(): void
}

export const silent: Progress = { update: () => {}, stop: () => {} }

/** A bar on a terminal, a line for every tenth elsewhere. */
export function showProgress(label: string, total: number): Progress {
  return process.stderr.isTTY ? bar(label, total) : lines(label, total)
}

function bar(label: string, total: number): Progress {
  const format = `${label}  {bar} {percentage} %  {done} / {all}  {rate} steps/s  eta {eta_formatted}`
  const shown = new cliProgress.SingleBar(
    { format, stream: process.stderr, barsize: 24, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  )
  shown.start(total, 0, { done: '0', all: count(total), rate: '–' })
  return {
    update: (done, rate) => shown.update(done, { done: count(done), rate: count(rate) }),
    stop: () => shown.stop(),
  }
}

function lines(label: string, total: number): Progress {
  let tenth = 0
  process.stderr.write(`${label}\n`)
  return {
    update(done, rate) {
      const reached = Math.floor((10 * done) / total)
      if (reached === tenth) return
      tenth = reached
      process.stderr.write(`  ${count(done)} / ${count(total)}  ${count(rate)} steps/s\n`)
    },
    stop: () => {},
  }
}
