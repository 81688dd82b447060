import type { Env } from '../env.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ResetResult } from '../timestep.ts'
import { unlessThrows } from './lifecycle.ts'
import { firstOddity, scribbleOver, textOf } from './plain.ts'
import {
  begin,
  difference,
  differenceFrom,
  type EnvCheck,
  type Finding,
  type Recording,
  samplesOf,
  standAt,
  type Trial,
} from './trial.ts'

/** What was given out stays what it was, and what was taken can be gone on from. */
export const copyChecks: readonly EnvCheck[] = [
  {
    name: 'observe-changes-nothing',
    about: 'observe() shows what the last step showed, twice the same, and changes nothing.',
    remedy: 'Compute the observation from the state alone: no step, no draw, no counter.',
    run: disturbances,
  },
  {
    name: 'observation-keeps-its-moment',
    about: 'An observation that is first read three steps later reads as it would have at once.',
    remedy: 'Let lazy fields close over captured values, and never write into a buffer that was given out.',
    run: lateReadings,
  },
  {
    name: 'snapshot-is-plain-json',
    about: 'A snapshot survives JSON, and taking it changes nothing.',
    remedy: 'Keep plain data in snapshots: finite numbers, null, strings, arrays and objects.',
    run: lossySnapshots,
  },
  {
    name: 'restore-continues-exactly',
    about:
      'An env restored from a snapshot goes on to the byte as it went on before; what had ended has ended.',
    remedy: "Put everything that changes into the snapshot, the wrapper's own state included.",
    run: lossyRestores,
  },
  {
    name: 'fork-continues-exactly',
    about: 'A fork goes on to the byte as its parent does.',
    remedy: "Copy everything that changes into the fork, the wrapper's own state included.",
    *run(trial) {
      for (const recording of trial.recordings()) {
        for (const position of samplesOf(recording)) {
          standAt(trial, recording, position)
          const finding = differenceFrom(trial.env.fork(), recording, position)
          if (finding !== null) yield finding
        }
      }
    },
  },
  {
    name: 'fork-is-independent',
    about: 'Neither a fork nor its parent notices what the other does.',
    remedy: 'Share frozen data only; a wrapper wraps the fork of the env inside, with its own state copied.',
    *run(trial) {
      for (const recording of trial.recordings()) {
        for (const position of samplesOf(recording)) {
          yield* entanglement(trial, recording, { position, moves: 'fork' })
          yield* entanglement(trial, recording, { position, moves: 'parent' })
        }
      }
    },
  },
  {
    name: 'what-is-given-out-is-a-copy',
    about: 'Writing into an observation or an info changes nothing inside.',
    remedy: 'Freeze what is shared, or copy it before it is given out.',
    *run(trial) {
      for (const recording of trial.recordings()) {
        scribbleOver(begin(trial))
        for (const { action, label, text } of recording.steps) {
          const timestep = trial.env.step(action)
          const again = textOf(timestep)
          if (again !== text) yield { expected: `${label} untouched`, arrived: difference(text, again) }
          scribbleOver(timestep)
          scribbleOver(trial.env.observe())
        }
      }
    },
  },
]

function* disturbances(trial: Trial): Iterable<Finding> {
  const { env } = trial
  for (const recording of trial.recordings()) {
    let shown = textOf(begin(trial).observation)
    let label = 'reset'
    for (const step of [...recording.steps, null]) {
      const hash = env.stateHash()
      for (const observed of [env.observe(), env.observe()].map(textOf)) {
        if (observed !== shown)
          yield { expected: `what ${label} showed`, arrived: difference(shown, observed) }
      }
      const after = env.stateHash()
      if (after !== hash) yield { expected: `the state ${hash} after observe() at ${label}`, arrived: after }
      if (step === null) break
      shown = textOf(env.step(step.action).observation)
      label = step.label
    }
  }
}

function* lateReadings(trial: Trial): Iterable<Finding> {
  for (const recording of trial.recordings()) {
    const unread = [begin(trial).observation]
    const shown = [recording.firstShown, ...recording.steps.map(step => step.shown)]
    for (const [index, { action }] of recording.steps.entries()) {
      unread.push(trial.env.step(action).observation)
      if (index < 2) continue
      const late = textOf(unread[index - 2])
      const text = shown[index - 2]!
      if (late !== text) {
        yield { expected: `the observation after ${index - 2} steps`, arrived: difference(text, late) }
      }
    }
  }
}

function* lossySnapshots(trial: Trial): Iterable<Finding> {
  const { env } = trial
  for (const recording of trial.recordings()) {
    for (const position of [...samplesOf(recording), recording.steps.length]) {
      standAt(trial, recording, position)
      const hash = env.stateHash()
      const snapshot = env.snapshot()
      const oddity = firstOddity(snapshot, 'snapshot')
      if (oddity !== null) yield { expected: `plain JSON after ${position} steps`, arrived: oddity }
      const after = env.stateHash()
      if (after !== hash) yield { expected: `the state ${hash} after snapshot()`, arrived: after }
    }
  }
}

function* lossyRestores(trial: Trial): Iterable<Finding> {
  const { env } = trial
  for (const recording of trial.recordings()) {
    for (const position of samplesOf(recording)) {
      const before = standAt(trial, recording, position)
      const snapshot = throughJson(env.snapshot())
      env.step(recording.steps[position]!.action)
      yield* unlike(before, env.restore(snapshot), `after ${position} steps`)
      const finding = differenceFrom(env, recording, position)
      if (finding !== null) yield finding
    }
    if (!recording.hasEnded) continue
    const last = standAt(trial, recording, recording.steps.length)
    const snapshot = throughJson(env.snapshot())
    begin(trial)
    yield* unlike(last, env.restore(snapshot), 'at the end')
    yield* unlessThrows('step_after_end', 'step on a restored end', () => env.step(0))
  }
}

/** What a restored env shows must be what was there; rewards and events belong to the step and are not repeated. */
function* unlike(
  before: ResetResult<unknown>,
  restored: ResetResult<unknown>,
  where: string,
): Iterable<Finding> {
  const [text, again] = [before, restored].map(({ observation, info }) => {
    const { clockMs, return: returnSum, actionMask, outcome, pending, costs } = info
    return textOf({ observation, clockMs, returnSum, actionMask, outcome, pending, costSum: costs.cost_sum })
  })
  if (text !== again) {
    yield { expected: `restore to show what was there ${where}`, arrived: difference(text!, again!) }
  }
}

function throughJson(snapshot: Snapshot): Snapshot {
  return JSON.parse(JSON.stringify(snapshot)) as Snapshot
}

/** One of two plays to the end; the other must stand still, and then go on as recorded. */
function* entanglement(
  trial: Trial,
  recording: Recording,
  { position, moves }: { position: number; moves: 'fork' | 'parent' },
): Iterable<Finding> {
  standAt(trial, recording, position)
  const twin = trial.env.fork()
  const [mover, stays] = moves === 'fork' ? [twin, trial.env] : [trial.env, twin]
  const before = stateOf(stays)
  for (const { action } of recording.steps.slice(position)) mover.step(action)
  const after = stateOf(stays)
  if (after !== before) {
    const expected = `the ${moves}'s steps after ${position} to leave the other as it was`
    yield { expected, arrived: difference(before, after) }
    return
  }
  const finding = differenceFrom(stays, recording, position)
  if (finding !== null) yield finding
}

function stateOf(env: Env<unknown>): string {
  return `${textOf(env.observe())} ${env.stateHash()}`
}
