import type { Env, Observation, Timestep } from '../../src/index.ts'

export type Face = Env<Observation>
export type Step = Timestep<Observation>

/** A wrapper that replaces some members; its forks are wrapped alike. */
export function wrapper(replace: (inner: Face) => Partial<Face>): (inner: Face) => Face {
  const wrap = (inner: Face): Face =>
    Object.defineProperties({} as Face, {
      ...Object.getOwnPropertyDescriptors(inner),
      fork: { value: () => wrap(inner.fork()) },
      ...Object.getOwnPropertyDescriptors(replace(inner)),
    })
  return wrap
}

/** A wrapper that changes what steps return; `count` tells the step's number in its episode. */
export function onStep(change: (step: Step, count: () => number) => object): (inner: Face) => Face {
  return wrapper(inner => ({
    step(action) {
      const step = inner.step(action)
      return { ...step, ...change(step, () => inner.snapshot().world.clock.step) } as Step
    },
  }))
}

/** A wrapper that changes the info of steps. */
export function onInfo(change: (step: Step, count: () => number) => object): (inner: Face) => Face {
  return onStep((step, count) => ({ info: { ...step.info, ...change(step, count) } }))
}

/** A wrapper that changes the observation, wherever it is shown. */
export function onObservation(change: (observation: Observation) => object): (inner: Face) => Face {
  const shown = <T extends { observation: Observation }>(result: T): T => ({
    ...result,
    observation: change(result.observation) as Observation,
  })
  return wrapper(inner => ({
    reset: given => shown(inner.reset(given)),
    step: action => shown(inner.step(action)),
    restore: snapshot => shown(inner.restore(snapshot)),
    observe: () => change(inner.observe()) as Observation,
  }))
}
