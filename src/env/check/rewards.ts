import { infos } from './info.ts'
import { type EnvCheck, type Finding, stepsOf, type Trial } from './trial.ts'

/** Sums of doubles in another order may differ by this much. */
const TOLERANCE = 1e-9

/** What is paid, and what is charged. */
export const rewardChecks: readonly EnvCheck[] = [
  {
    name: 'reward-is-the-sum-of-its-terms',
    about: 'Every declared term is there at every step, and the reward is their sum.',
    remedy:
      'Change rewardTerms together with the reward: a wrapper that adds to one adds a term to the other.',
    *run(trial) {
      for (const [label, { rewardTerms }] of infos(trial)) {
        yield* misnamed(trial.env.rewardTerms, Object.keys(rewardTerms), `rewardTerms at ${label}`)
      }
      for (const { timestep, label } of stepsOf(trial)) {
        yield* unequal(total(timestep.info.rewardTerms), timestep.reward, `a reward at ${label}`)
      }
    },
  },
  {
    name: 'reward-stays-in-its-range',
    about: 'Every reward lies inside the declared range.',
    remedy: 'Widen rewardRange, or bound the term that leaves it.',
    *run({ env, recordings }) {
      const [low, high] = env.rewardRange
      for (const { timestep, label } of recordings().flatMap(({ steps }) => steps)) {
        const { reward } = timestep
        if (!(reward >= low - TOLERANCE && reward <= high + TOLERANCE)) {
          yield { expected: `a reward within [${low}, ${high}] at ${label}`, arrived: `${reward}` }
        }
      }
    },
  },
  {
    name: 'return-is-the-running-sum',
    about: 'info.return is the sum of the rewards so far, 0 after reset.',
    remedy: 'Add the reward as it is given out to info.return, from 0 at reset.',
    *run(trial) {
      yield* runningSum(trial, 'return', {
        of: info => info.return,
        delta: ({ timestep }) => timestep.reward,
      })
    },
  },
  {
    name: 'costs-add-up',
    about: 'costs has every declared name, `cost` is their sum, and `cost_sum` the sum of `cost` so far.',
    remedy: 'Recompute cost and cost_sum when a named cost changes.',
    *run(trial) {
      const names = [...trial.env.costNames, 'cost', 'cost_sum']
      for (const [label, { costs }] of infos(trial)) {
        yield* misnamed(names, Object.keys(costs), `costs at ${label}`)
        const named = Object.fromEntries(trial.env.costNames.map(name => [name, costs[name]!]))
        yield* unequal(total(named), costs.cost!, `a cost at ${label}`)
      }
      yield* runningSum(trial, 'cost_sum', {
        of: info => info.costs.cost_sum!,
        delta: ({ timestep }) => timestep.info.costs.cost!,
      })
    },
  },
]

type Step = ReturnType<typeof stepsOf>[number]

function* runningSum(
  trial: Trial,
  what: string,
  { of, delta }: { of: (info: Step['before']) => number; delta: (step: Step) => number },
): Iterable<Finding> {
  for (const { first } of trial.recordings()) yield* unequal(0, of(first.info), `a ${what} after reset`)
  for (const step of stepsOf(trial)) {
    yield* unequal(of(step.before) + delta(step), of(step.timestep.info), `a ${what} at ${step.label}`)
  }
}

function* unequal(expected: number, arrived: number, what: string): Iterable<Finding> {
  if (!(Math.abs(expected - arrived) <= TOLERANCE)) {
    yield { expected: `${what} of ${expected}`, arrived: `${arrived}` }
  }
}

function* misnamed(expected: readonly string[], arrived: readonly string[], what: string): Iterable<Finding> {
  const [wanted, got] = [expected, arrived].map(names => [...names].sort().join(', '))
  if (wanted !== got) yield { expected: `${what} to be ${wanted}`, arrived: got! }
}

function total(amounts: Readonly<Record<string, number>>): number {
  return Object.values(amounts).reduce((sum, amount) => sum + amount, 0)
}
