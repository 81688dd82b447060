import { infos } from './info.ts'
import {
  type EnvCheck,
  type Finding,
  type Recording,
  samplesOf,
  split,
  standAt,
  stepsOf,
  type Trial,
} from './trial.ts'

/** Verdicts by which a guardrail withholds what the statechart accepts. */
const WITHHOLDING: ReadonlySet<string> = new Set(['deny', 'approve', 'terminate'])

/** What may be done next. */
export const maskChecks: readonly EnvCheck[] = [
  {
    name: 'mask-is-bits',
    about: 'actionMask is a Uint8Array with a 0 or 1 for each discrete action.',
    remedy: 'Give the mask the length of actionSpace.discrete and fill it with 0 and 1.',
    *run(trial) {
      const { n } = trial.env.actionSpace.discrete
      for (const [label, { actionMask }] of infos(trial)) {
        const isMask = actionMask instanceof Uint8Array && actionMask.length === n
        if (isMask && actionMask.every(bit => bit <= 1)) continue
        const arrived = `${actionMask?.constructor.name} of ${actionMask?.length}`
        yield { expected: `a Uint8Array of ${n} bits at ${label}`, arrived }
      }
    },
  },
  {
    name: 'mask-allows-what-is-legal',
    about: 'While an episode runs some action is possible, and each that is masked in is legal.',
    remedy: 'Let the statechart make the mask; a mask may forbid more than it, never less.',
    run: illegal,
  },
  {
    name: 'mistakes-are-observed',
    about: 'An action that is masked out answers with an error in the transcript, and never throws.',
    remedy: 'Answer a mistake of the agent with a failed tool result; throw for a malformed action only.',
    run: unobserved,
  },
]

function* illegal(trial: Trial): Iterable<Finding> {
  const { names } = trial.env.actionSpace.discrete
  for (const { before, label } of stepsOf(trial)) {
    if (before.actionMask.includes(1)) continue
    yield { expected: `a possible action before ${label}`, arrived: 'an empty mask' }
  }
  for (const [recording, position] of places(trial)) {
    const { info } = standAt(trial, recording, position)
    const { allowed } = split(trial, info.actionMask)
    // Legal is a matter of the type; every target and amount is tried in the middle, where there is most in view.
    const isMiddle = position === Math.floor(recording.steps.length / 2)
    for (const index of isMiddle ? allowed : firstOfEachType(trial, allowed)) {
      const { executed, verdicts } = trial.env.fork().step(index).info
      if (executed !== null || verdicts.some(({ kind }) => WITHHOLDING.has(kind))) continue
      const expected = `${names[index]} to be legal after ${position} steps, as it is masked in`
      yield { expected, arrived: 'illegal_now' }
    }
  }
}

function* unobserved(trial: Trial): Iterable<Finding> {
  const { names } = trial.env.actionSpace.discrete
  for (const [recording, position] of places(trial)) {
    const { info } = standAt(trial, recording, position)
    const before = trial.env.snapshot().world.transcript.length
    for (const index of firstOfEachType(trial, split(trial, info.actionMask).masked)) {
      const twin = trial.env.fork()
      twin.step(index)
      const facts = twin.snapshot().world.transcript.items.slice(before)
      if (facts.some(fact => fact.from === 'tool' && !fact.result.ok)) continue
      const expected = `a tool error from ${names[index]} after ${position} steps, as it is masked out`
      yield { expected, arrived: facts.length === 0 ? 'nothing' : facts.map(({ from }) => from).join(', ') }
    }
  }
}

function firstOfEachType({ env }: Trial, indexes: readonly number[]): readonly number[] {
  const { names } = env.actionSpace.discrete
  const typeOf = (index: number): string => names[index]!.split('.')[0]!
  return indexes.filter((index, at) => indexes.findIndex(other => typeOf(other) === typeOf(index)) === at)
}

function places(trial: Trial): readonly (readonly [Recording, number])[] {
  return trial
    .recordings()
    .filter(({ steps }) => steps.length > 0)
    .flatMap(recording => samplesOf(recording).map(position => [recording, position] as const))
}
