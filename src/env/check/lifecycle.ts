import { type ErrorCode, SupportGymError } from '../../core/errors.ts'
import type { Action } from '../../world/actions.ts'
import type { Env } from '../env.ts'
import { begin, type EnvCheck, type Finding, standAt } from './trial.ts'

/** What needs an episode under way. */
const calls: Readonly<Record<string, (env: Env<unknown>) => unknown>> = {
  step: env => env.step(0),
  observe: env => env.observe(),
  snapshot: env => env.snapshot(),
  fork: env => env.fork(),
  stateHash: env => env.stateHash(),
  report: env => env.report(),
  seed: env => env.seed,
}

/** What is asked in the right order, and what in the wrong one. */
export const lifecycleChecks: readonly EnvCheck[] = [
  {
    name: 'nothing-before-reset',
    about: 'Before the first reset, what needs an episode throws step_before_reset.',
    remedy: 'Give checkEnv an env that was not reset yet; if it was not, throw step_before_reset there.',
    *run({ env }) {
      for (const [name, call] of Object.entries(calls)) {
        yield* unlessThrows('step_before_reset', `${name} before reset`, () => call(env))
      }
    },
  },
  {
    name: 'reset-returns-observation-and-info',
    about: 'reset returns { observation, info }, and nothing that belongs to a step.',
    remedy: 'Build the first timestep with restart().',
    *run(trial) {
      const keys = Object.keys(begin(trial)).sort().join(', ')
      if (keys !== 'info, observation') yield { expected: 'observation and info from reset', arrived: keys }
    },
  },
  {
    name: 'step-returns-a-timestep',
    about: 'step returns { observation, reward, terminated, truncated, info }.',
    remedy: 'Build timesteps with transition(), termination() and truncation().',
    *run(trial) {
      begin(trial)
      const keys = Object.keys(trial.env.step(0)).sort().join(', ')
      const expected = 'info, observation, reward, terminated, truncated'
      if (keys !== expected) yield { expected: `${expected} from step`, arrived: keys }
    },
  },
  {
    name: 'nothing-after-the-end',
    about: 'A step after the end throws step_after_end, and reset begins anew.',
    remedy: 'Remember that the episode has ended, and throw step_after_end until the next reset.',
    *run(trial) {
      for (const recording of trial.recordings()) {
        if (!recording.hasEnded) continue
        standAt(trial, recording, recording.steps.length)
        yield* unlessThrows('step_after_end', 'step after the end', () => trial.env.step(0))
        begin(trial)
        trial.env.step(0)
      }
    },
  },
  {
    name: 'malformed-action-throws',
    about: 'What is no action throws malformed_action and changes nothing.',
    remedy: 'Parse the action before anything happens; hand through what the env inside throws.',
    *run(trial) {
      const { env } = trial
      begin(trial)
      const hash = env.stateHash()
      for (const given of malformed(env.actionSpace.discrete.n)) {
        yield* unlessThrows('malformed_action', `step(${show(given)})`, () => env.step(given as Action))
      }
      const after = env.stateHash()
      if (after !== hash) yield { expected: `the state ${hash} after malformed actions`, arrived: after }
    },
  },
]

/** Runs last, and closes a fork only. */
export const closeCheck: EnvCheck = {
  name: 'close-is-final',
  about: 'close can be called twice; every use after it throws env_closed.',
  remedy: 'Hand close through, and throw env_closed from every call after it.',
  *run(trial) {
    begin(trial)
    const snapshot = trial.env.snapshot()
    const twin = trial.env.fork()
    twin.close()
    twin.close()
    const all = { ...calls, reset: () => twin.reset(), restore: () => twin.restore(snapshot), collect }
    for (const [name, call] of Object.entries(all)) {
      yield* unlessThrows('env_closed', `${name} after close`, () => call(twin))
    }
    trial.env.step(0)
  },
}

function collect(env: Env<unknown>): unknown {
  return env.collect('none')
}

function malformed(n: number): readonly unknown[] {
  const circular: Record<string, unknown> = { type: 'wait' }
  circular.minutes = circular
  return [
    null,
    undefined,
    'wait',
    '0',
    true,
    10n,
    [],
    {},
    -1,
    n,
    0.5,
    Number.NaN,
    { type: 'no_such_action' },
    { type: 'wait' },
    { type: 'wait', minutes: '5' },
    { type: 'wait', minutes: -1 },
    { type: 'wait', minutes: 5, more: 1 },
    { type: 'reply', acts: [{ act: 'sing' }] },
    circular,
  ]
}

function show(given: unknown): string {
  if (typeof given !== 'object' || given === null) return String(given)
  return `{ ${Object.keys(given).join(', ')} }`
}

/** Yields unless the call throws this code. */
export function* unlessThrows(code: ErrorCode, what: string, call: () => unknown): Iterable<Finding> {
  try {
    call()
  } catch (cause) {
    if (cause instanceof SupportGymError && cause.code === code) return
    const arrived = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    yield { expected: `${what} to throw ${code}`, arrived, cause }
    return
  }
  yield { expected: `${what} to throw ${code}`, arrived: 'no exception' }
}
