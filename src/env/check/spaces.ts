import { firstOddity } from './plain.ts'
import { type EnvCheck, type Finding, stepsOf, type Trial } from './trial.ts'

/** What an env says of itself, and whether what it shows is like that. */
export const spaceChecks: readonly EnvCheck[] = [
  {
    name: 'spaces-are-consistent',
    about: 'The spaces, the reward range and the names can be read at any time and fit each other.',
    remedy: 'Hand through the spaces of the env inside, or describe what the wrapper changes.',
    run: inconsistencies,
  },
  {
    name: 'observation-fits-its-space',
    about: 'A float observation has the declared length and range; a typed one has the declared fields.',
    remedy: 'Fix the observation, or change observationSpace with it.',
    *run(trial) {
      for (const { first } of trial.recordings()) yield* misfits(trial, first.observation, 'reset')
      for (const { timestep, label } of stepsOf(trial)) yield* misfits(trial, timestep.observation, label)
    },
  },
  {
    name: 'values-are-plain',
    about: 'No NaN, infinity, -0, undefined, function or class instance in observation, reward or info.',
    remedy: 'Use null for what is not there, finite numbers, and plain objects.',
    *run(trial) {
      for (const { first } of trial.recordings()) yield* oddities(first, 'reset')
      for (const { timestep, label } of stepsOf(trial)) yield* oddities(timestep, label)
    },
  },
]

function* inconsistencies({ env }: Trial): Iterable<Finding> {
  const { structured, discrete } = env.actionSpace
  const { typed, float } = env.observationSpace
  if (typeof structured !== 'object' || structured === null) {
    yield { expected: 'actionSpace.structured to be a JSON Schema', arrived: String(structured) }
  }
  yield* miscount('actionSpace.discrete', discrete.n, discrete.names)
  yield* miscount('observationSpace.float', float.shape[0], float.names)
  yield* miscount('observationSpace.typed', typed.fields.length, typed.fields)
  yield* miscount('rewardTerms', env.rewardTerms.length, env.rewardTerms)
  yield* miscount('costNames', env.costNames.length, env.costNames)
  yield* misrange('observationSpace.float', float.low, float.high)
  yield* misrange('rewardRange', env.rewardRange[0], env.rewardRange[1])
}

function* miscount(what: string, count: number, names: readonly string[]): Iterable<Finding> {
  const distinct = new Set(names).size
  if (distinct !== count) {
    yield { expected: `${what} to have ${count} distinct names`, arrived: `${distinct}` }
  }
}

function* misrange(what: string, low: number, high: number): Iterable<Finding> {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    yield { expected: `${what} to have finite bounds, low before high`, arrived: `[${low}, ${high}]` }
  }
}

function* misfits({ env }: Trial, observation: unknown, label: string): Iterable<Finding> {
  const { typed, float } = env.observationSpace
  if (!(observation instanceof Float32Array)) {
    const fields = Object.keys(Object(observation)).sort().join(', ')
    const declared = [...typed.fields].sort().join(', ')
    if (fields !== declared) yield { expected: `the fields ${declared} at ${label}`, arrived: fields }
    return
  }
  if (observation.length !== float.shape[0]) {
    yield { expected: `${float.shape[0]} numbers at ${label}`, arrived: `${observation.length}` }
  }
  for (const [index, value] of observation.entries()) {
    if (value >= float.low && value <= float.high) continue
    const name = float.names[index]
    yield { expected: `${name} within [${float.low}, ${float.high}] at ${label}`, arrived: `${value}` }
  }
}

function* oddities(result: object, label: string): Iterable<Finding> {
  for (const [part, value] of Object.entries(result)) {
    const oddity = firstOddity(value, part)
    if (oddity !== null) yield { expected: `plain data at ${label}`, arrived: oddity }
  }
}
