import { textOf } from './plain.ts'
import { begin, difference, differenceFrom, type EnvCheck, type Finding, type Trial } from './trial.ts'

/** The only inputs are the seed and the actions. */
export const determinismChecks: readonly EnvCheck[] = [
  {
    name: 'reset-obeys-its-seed',
    about: 'reset({ seed }) begins the episode of that seed, and another seed begins another.',
    remedy: 'Hand the seed through to the env inside.',
    *run(trial) {
      const { env, seed, options } = trial
      const text = textOf(begin(trial))
      if (env.seed !== seed) yield { expected: `env.seed ${seed} after reset`, arrived: `${env.seed}` }
      const others = [1, 2, 3].map(more => textOf(env.reset({ seed: seed + more, options })))
      if (others.every(other => other === text)) {
        yield { expected: 'other seeds to begin other episodes', arrived: 'four times the same' }
      }
    },
  },
  {
    name: 'same-seed-same-episode',
    about: 'The same seed and actions give the same observations, rewards and infos, to the byte.',
    remedy:
      'Draw all randomness from the seed, take time from the virtual clock, and clear own state at reset.',
    run: drifts,
  },
  {
    name: 'reset-without-seed-continues',
    about: 'reset() without a seed begins further episodes, the same ones after the same seed.',
    remedy: 'Hand reset() through without making up a seed.',
    *run(trial) {
      const [one, other] = [chain(trial), chain(trial)]
      const changed = one.findIndex((text, index) => text !== other[index])
      if (changed >= 0) {
        const expected = `reset() number ${changed + 1} after seed ${trial.seed} to be reproducible`
        yield { expected, arrived: difference(one[changed]!, other[changed]!) }
      }
      if (new Set(one).size < one.length) {
        yield { expected: `${one.length} different episodes in a row`, arrived: `${new Set(one).size}` }
      }
    },
  },
]

function* drifts(trial: Trial): Iterable<Finding> {
  for (const recording of trial.recordings()) {
    const text = textOf(begin(trial))
    if (text !== recording.firstText) {
      yield { expected: 'the same first timestep', arrived: difference(recording.firstText, text) }
    }
    const finding = differenceFrom(trial.env, recording, 0)
    if (finding !== null) yield finding
  }
}

function chain(trial: Trial): string[] {
  begin(trial)
  return [1, 2, 3].map(() => {
    const first = trial.env.reset({ options: trial.options })
    return `${trial.env.seed} ${textOf(first)}`
  })
}
