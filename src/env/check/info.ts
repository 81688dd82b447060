import type { Info } from '../timestep.ts'
import { type EnvCheck, type Finding, stepsOf, type Trial } from './trial.ts'

/** Later than any virtual moment, earlier than any wall clock of this century. */
const WALL_CLOCK_MS = 900_000_000_000

/** The keys of `info`: a record, so that a key that is added to the type is added here. */
const keys: Readonly<Record<keyof Info, true>> = {
  rewardTerms: true,
  costs: true,
  actionMask: true,
  verdicts: true,
  executed: true,
  signals: true,
  events: true,
  clockMs: true,
  elapsedMs: true,
  discount: true,
  return: true,
  outcome: true,
  ticket: true,
  ticketOutcome: true,
  pending: true,
}

/** What `info` tells of every step. */
export const infoChecks: readonly EnvCheck[] = [
  {
    name: 'info-has-the-same-keys',
    about: 'info has every key of the contract, and the same keys at every step as after reset.',
    remedy: 'Spread the info of the env inside, and give a key of your own a value at every step.',
    *run(trial) {
      for (const { first } of trial.recordings()) {
        const missing = Object.keys(keys).filter(key => !Object.hasOwn(first.info, key))
        if (missing.length > 0)
          yield { expected: `info.${missing.join(', ')} after reset`, arrived: 'no such key' }
      }
      for (const { before, timestep, label } of stepsOf(trial)) {
        const [expected, arrived] = [before, timestep.info].map(info => Object.keys(info).sort().join(', '))
        if (expected !== arrived) yield { expected: `info with ${expected} at ${label}`, arrived: arrived! }
      }
    },
  },
  {
    name: 'episode-key-is-free',
    about: "The key `episode` is left to Gymnasium's statistics wrapper.",
    remedy: 'Name the key otherwise.',
    *run(trial) {
      for (const [label, info] of infos(trial)) {
        if ('episode' in info) yield { expected: `no key "episode" in info at ${label}`, arrived: 'one' }
      }
    },
  },
  {
    name: 'clock-runs-forward',
    about: 'The clock is virtual and never goes back; elapsedMs is what it went on by.',
    remedy: 'Take times from the clock of the env; let elapsedMs and clockMs move together.',
    *run(trial) {
      for (const [label, { clockMs }] of infos(trial)) {
        if (!(clockMs >= 0 && clockMs < WALL_CLOCK_MS)) {
          yield { expected: `virtual milliseconds since first contact at ${label}`, arrived: `${clockMs}` }
        }
      }
      yield* clockFaults(trial)
    },
  },
  {
    name: 'discount-is-a-factor',
    about: 'discount lies in (0, 1].',
    remedy: 'Report exp(−ρ · elapsed time) with ρ ≥ 0.',
    *run(trial) {
      for (const [label, { discount }] of infos(trial)) {
        if (!(discount > 0 && discount <= 1)) {
          yield { expected: `a discount in (0, 1] at ${label}`, arrived: `${discount}` }
        }
      }
    },
  },
  {
    name: 'signals-are-in-order',
    about: 'Signals come sorted by time, within their step, each with finite weights for steps that were.',
    remedy: 'Report signals in the order of atMs, in the step in which the clock passes them.',
    run: signalFaults,
  },
]

/** Every info that was given out, with its place. */
export function* infos(trial: Trial): Iterable<readonly [label: string, info: Info]> {
  for (const { first, steps } of trial.recordings()) {
    yield ['reset', first.info]
    for (const { label, timestep } of steps) yield [label, timestep.info]
  }
}

function* clockFaults(trial: Trial): Iterable<Finding> {
  for (const { before, timestep, label } of stepsOf(trial)) {
    const { clockMs, elapsedMs } = timestep.info
    if (!(elapsedMs >= 0)) yield { expected: `elapsedMs of at least 0 at ${label}`, arrived: `${elapsedMs}` }
    if (clockMs < before.clockMs) {
      yield { expected: `a clock of at least ${before.clockMs} ms at ${label}`, arrived: `${clockMs} ms` }
    }
    if (clockMs - before.clockMs !== elapsedMs) {
      yield { expected: `elapsedMs ${clockMs - before.clockMs} at ${label}`, arrived: `${elapsedMs}` }
    }
  }
}

function* signalFaults(trial: Trial): Iterable<Finding> {
  for (const { steps } of trial.recordings()) {
    for (const [index, { before, timestep, label }] of steps.entries()) {
      let sinceMs = before.clockMs
      for (const { kind, atMs, causes } of timestep.info.signals) {
        if (!(atMs >= sinceMs && atMs <= timestep.info.clockMs)) {
          const expected = `${kind} between ${sinceMs} and ${timestep.info.clockMs} ms at ${label}`
          yield { expected, arrived: `${atMs} ms` }
        }
        sinceMs = atMs
        const wrong = causes.find(
          ({ step, weight }) => !Number.isFinite(weight) || step < 0 || step > index + 1,
        )
        if (wrong !== undefined) {
          const expected = `causes of ${kind} with finite weights and steps from 0 to ${index + 1} at ${label}`
          yield { expected, arrived: `weight ${wrong.weight} at step ${wrong.step}` }
        }
      }
    }
  }
}
