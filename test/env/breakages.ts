import { type Env, makeEnv, type Observation } from '../../src/index.ts'
import { type Face, onInfo, onObservation, onStep, type Step, wrapper } from './wrappers.ts'

/** An env that breaks one rule, by the name of the check that must notice. */
export interface Breakage {
  readonly name: string
  readonly about: string
  breaks(env: Env<Observation>): Env<Observation>
}

const isOver = ({ terminated, truncated }: Step): boolean => terminated || truncated

export const breakages: readonly Breakage[] = [
  {
    name: 'nothing-before-reset',
    about: 'it resets itself when it is stepped too early',
    breaks: wrapper(inner => {
      let hasBegun = false
      return {
        reset(given) {
          hasBegun = true
          return inner.reset(given)
        },
        step(action) {
          if (!hasBegun) inner.reset()
          return inner.step(action)
        },
      }
    }),
  },
  {
    name: 'reset-returns-observation-and-info',
    about: 'reset has a reward',
    breaks: wrapper(inner => ({ reset: given => Object.assign({ reward: 0 }, inner.reset(given)) })),
  },
  {
    name: 'step-returns-a-timestep',
    about: 'step has the one flag of old',
    breaks: onStep(step => ({ done: isOver(step) })),
  },
  {
    name: 'nothing-after-the-end',
    about: 'a step after the end is answered with the last timestep',
    breaks: wrapper(inner => {
      let last: Step | null = null
      return {
        reset(given) {
          last = null
          return inner.reset(given)
        },
        step(action) {
          if (last !== null) return last
          const step = inner.step(action)
          if (isOver(step)) last = step
          return step
        },
      }
    }),
  },
  {
    name: 'malformed-action-throws',
    about: 'what is no action is taken for a wait',
    breaks: wrapper(inner => ({
      step: action => inner.step(typeof action === 'number' ? action : { type: 'wait', minutes: 5 }),
    })),
  },
  {
    name: 'close-is-final',
    about: 'close does nothing',
    breaks: wrapper(() => ({ close() {} })),
  },
  {
    name: 'spaces-are-consistent',
    about: 'n counts an action without a name',
    breaks: wrapper(inner => ({
      get actionSpace() {
        const { structured, discrete } = inner.actionSpace
        return { structured, discrete: { ...discrete, n: discrete.n + 1 } }
      },
    })),
  },
  {
    name: 'observation-fits-its-space',
    about: 'the observation has a field nobody declared',
    breaks: onObservation(observation => ({ ...observation, hint: 1 })),
  },
  { name: 'values-are-plain', about: 'the reward is NaN', breaks: onStep(() => ({ reward: Number.NaN })) },
  {
    name: 'values-are-plain',
    about: 'an info holds undefined',
    breaks: onInfo(() => ({ verdicts: [undefined] })),
  },
  {
    name: 'values-are-plain',
    about: 'an observation holds a date',
    breaks: onObservation(observation => ({ ...observation, told: { date: new Date(0) } })),
  },
  {
    name: 'values-are-plain',
    about: 'a cost is minus zero',
    breaks: onInfo(({ info }) => ({ costs: { ...info.costs, cost_money: -0 } })),
  },
  {
    name: 'info-has-the-same-keys',
    about: 'a key is missing when there is nothing to tell',
    breaks: onStep(step => {
      const { verdicts, ...info } = step.info
      return { info: verdicts.length === 0 ? info : step.info }
    }),
  },
  {
    name: 'info-has-the-same-keys',
    about: 'a key comes with the end alone',
    breaks: onInfo(step => (isOver(step) ? { final: true } : {})),
  },
  {
    name: 'episode-key-is-free',
    about: 'it keeps statistics under the key of another wrapper',
    breaks: onInfo((_step, count) => ({ episode: { l: count() } })),
  },
  {
    name: 'clock-runs-forward',
    about: 'the clock goes back',
    breaks: onInfo(({ info }, count) => ({ clockMs: info.clockMs - count() * 3_600_000 })),
  },
  {
    name: 'clock-runs-forward',
    about: 'the clock is that of the wall',
    breaks: onInfo(({ info }) => ({ clockMs: 1_750_000_000_000 + info.clockMs })),
  },
  {
    name: 'discount-is-a-factor',
    about: 'it discounts by growing',
    breaks: onInfo(() => ({ discount: 1.01 })),
  },
  {
    name: 'signals-are-in-order',
    about: 'signals come newest first',
    breaks: onInfo(({ info }) => ({ signals: [...info.signals].reverse() })),
  },
  {
    name: 'signals-are-in-order',
    about: 'a weight is infinite',
    breaks: onInfo(({ info }) => ({
      signals: info.signals.map(signal => ({
        ...signal,
        causes: [{ step: 0, weight: Number.POSITIVE_INFINITY }],
      })),
    })),
  },
  {
    name: 'reward-is-the-sum-of-its-terms',
    about: 'a bonus is in no term',
    breaks: onStep(({ reward }) => ({ reward: reward + 0.1 })),
  },
  {
    name: 'reward-stays-in-its-range',
    about: 'the range was declared for another reward',
    breaks: wrapper(() => ({ rewardRange: [0, 1] })),
  },
  {
    name: 'return-is-the-running-sum',
    about: 'the return lags a step behind',
    breaks: onInfo(({ reward, info }) => ({ return: info.return - reward })),
  },
  {
    name: 'costs-add-up',
    about: 'cost leaves one of the costs out',
    breaks: onInfo(({ info }) => ({ costs: { ...info.costs, cost: 0, cost_policy: 1 } })),
  },
  {
    name: 'costs-add-up',
    about: 'cost_sum starts anew at every step',
    breaks: onInfo(({ info }) => ({ costs: { ...info.costs, cost: 1, cost_policy: 1, cost_sum: 1 } })),
  },
  {
    name: 'episode-ends',
    about: 'the last step says that it goes on',
    breaks: wrapper(inner => ({
      step(action) {
        const step = { ...inner.step(action), terminated: false, truncated: false }
        if (step.info.outcome !== null) inner.reset()
        return step
      },
    })),
  },
  {
    name: 'flags-exclude-each-other',
    about: 'the last step terminates and truncates',
    breaks: onStep(({ terminated }) => ({ truncated: terminated })),
  },
  {
    name: 'outcome-waits-for-settlement',
    about: 'the grade is known while the case is open',
    breaks: onInfo(({ info }) => ({ outcome: info.outcome ?? 'unresolved' })),
  },
  {
    name: 'tickets-follow-each-other',
    about: 'the end counts as a ticket more',
    breaks: onInfo(step => ({ ticket: step.info.ticket + (isOver(step) ? 1 : 0) })),
  },
  {
    name: 'reset-obeys-its-seed',
    about: 'the seed is not handed through',
    breaks: wrapper(inner => ({ reset: given => inner.reset({ options: given?.options ?? {} }) })),
  },
  {
    name: 'same-seed-same-episode',
    about: 'the observation counts calls across episodes',
    breaks: inner => {
      let calls = 0
      return onObservation(observation => ({ ...observation, messagesSent: calls++ }))(inner)
    },
  },
  {
    name: 'reset-without-seed-continues',
    about: 'without a seed it falls back to the same one',
    breaks: wrapper(inner => ({ reset: given => inner.reset({ seed: 0, ...given }) })),
  },
  {
    name: 'mask-is-bits',
    about: 'the mask is one bit short',
    breaks: onInfo(({ info }) => ({ actionMask: info.actionMask.slice(1) })),
  },
  {
    name: 'mask-allows-what-is-legal',
    about: 'the mask allows everything',
    breaks: onInfo(({ info }) => ({ actionMask: info.actionMask.map(() => 1) })),
  },
  {
    name: 'mistakes-are-observed',
    about: 'an action that is masked out throws',
    breaks: wrapper(inner => {
      const names = makeEnv('billing-support-v4').actionSpace.discrete.names
      return {
        step(action) {
          const step = inner.fork().step(action)
          if (step.info.executed === null) throw new RangeError(`${names[Number(action)]} is masked out`)
          return inner.step(action)
        },
      }
    }),
  },
  {
    name: 'mistakes-are-observed',
    about: 'an action that is masked out is left away in silence',
    breaks: wrapper(inner => ({
      step(action) {
        const step = inner.fork().step(action)
        return step.info.executed === null ? inner.step({ type: 'wait', minutes: 1 }) : inner.step(action)
      },
    })),
  },
  {
    name: 'observe-changes-nothing',
    about: 'observe lets a minute pass',
    breaks: wrapper(inner => ({
      observe() {
        if (inner.snapshot().episode.state === 'running') inner.step({ type: 'wait', minutes: 1 })
        return inner.observe()
      },
    })),
  },
  {
    name: 'observation-keeps-its-moment',
    about: 'a lazy field reads the state as it is by then',
    breaks: inner =>
      onObservation(observation =>
        Object.defineProperty({ ...observation }, 'clockMs', {
          enumerable: true,
          get: () => inner.observe().clockMs,
        }),
      )(inner),
  },
  {
    name: 'what-is-given-out-is-a-copy',
    about: 'what it gives out is what it keeps',
    breaks: wrapper(inner => {
      let shown: Observation | null = null
      let step = -1
      const kept = (): Observation => {
        const { clock } = inner.snapshot().world
        if (shown === null || step !== clock.step) shown = inner.observe()
        step = clock.step
        return shown
      }
      const tools: string[] = []
      return {
        observe: kept,
        reset(given) {
          tools.length = 0
          return inner.reset(given)
        },
        step(action) {
          const timestep = inner.step(action)
          tools.push(timestep.info.executed?.type ?? 'none')
          return { ...timestep, info: { ...timestep.info, events: tools } }
        },
      }
    }),
  },
  {
    name: 'snapshot-is-plain-json',
    about: 'a snapshot holds a value that JSON loses',
    breaks: wrapper(inner => ({
      snapshot: () => Object.assign(inner.snapshot(), { own: new Map([['steps', 1]]) }),
    })),
  },
  {
    name: 'restore-continues-exactly',
    about: 'restore loses the clock',
    breaks: wrapper(inner => ({
      restore(snapshot) {
        const { world } = snapshot
        return inner.restore({ ...snapshot, world: { ...world, clock: { ...world.clock, nowMs: 0 } } })
      },
    })),
  },
  {
    name: 'restore-continues-exactly',
    about: 'an ended episode goes on after restore',
    breaks: wrapper(inner => ({
      restore: snapshot => inner.restore({ ...snapshot, episode: { ...snapshot.episode, state: 'running' } }),
    })),
  },
  {
    name: 'fork-continues-exactly',
    about: 'a fork begins its episode anew',
    breaks: wrapper(inner => ({
      fork() {
        const twin = inner.fork()
        twin.reset({ seed: inner.seed })
        return twin
      },
    })),
  },
  {
    name: 'fork-is-independent',
    about: 'a fork is its parent',
    breaks: inner => {
      const self: Face = wrapper(() => ({ fork: () => self }))(inner)
      return self
    },
  },
]
