import fc from 'fast-check'
import { createEnv, deliveries } from '../../src/env/index.ts'
import {
  type Action,
  type Env,
  type Info,
  type Observation,
  policyNamed,
  type Timestep,
} from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import type { World } from '../../src/world/world.ts'
import { conduct, type Move } from './moves.ts'
import { shippedSetting } from './setting.ts'

export const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 2_000 : 60
const scenarios = loadCatalogue().scenarios.map(({ id }) => id)

/** An episode to play: where it starts, and what is tried in it. */
export const episode = fc.record({
  seed: fc.nat(1_000_000),
  scenario: fc.constantFrom(...scenarios),
  delivery: fc.constantFrom(...deliveries),
  moves: conduct,
})
export type Episode = typeof episode extends fc.Arbitrary<infer Value> ? Value : never
type Shown = { readonly observation: Observation; readonly info: Info }

/** An env that checks its books after every operation, with its state in hand. */
export const envs = new Map(
  deliveries.map(delivery => {
    const state = freshState()
    const env = createEnv<Observation>({ ...shippedSetting(), delivery, check: true }, state)
    return [delivery, { env, state }]
  }),
)

export function begin({ seed, scenario, delivery }: Episode): {
  env: Env
  worldNow: () => World
  shown: Shown
} {
  const { env, state } = envs.get(delivery)!
  return { env, worldNow: () => state.world!, shown: env.reset({ seed, options: { scenario } }) }
}

/** Plays moves until they run out or the episode ends, and shows each step to the visitor. */
export function play(env: Env, from: Shown, moves: readonly Move[], visit: Visitor = () => {}): Action[] {
  const done: Action[] = []
  let shown = from
  for (const move of moves) {
    const action = move(shown.observation, shown.info) as Action
    done.push(action)
    const timestep = env.step(action)
    try {
      visit(timestep)
    } catch (cause) {
      throw new Error(`seed ${env.seed}, after ${JSON.stringify(done)}`, { cause })
    }
    if (timestep.terminated || timestep.truncated) break
    shown = timestep
  }
  return done
}
type Visitor = (timestep: Timestep<Observation>) => void

/** The state of an env that nobody has reset. */
export function freshState(): NonNullable<Parameters<typeof createEnv>[1]> {
  const episode = { index: 0, firstSeed: 0, state: 'terminated' } as const
  return { world: null as World | null, episode, pending: new Map<string, World>(), closed: false }
}

/** Plays a policy to the end and returns what it did. */
export function playPolicy(
  env: Env,
  { seed, policy }: { readonly seed: number; readonly policy: string },
  visit: (timestep: Timestep<Observation>) => void = () => {},
): { actions: (Action | number)[] } {
  const agent = policyNamed(policy).make(seed)
  const actions: (Action | number)[] = []
  let { observation, info } = env.reset({ seed })
  for (;;) {
    const { action } = agent.act(observation, info)
    const timestep = env.step(action)
    actions.push(action)
    visit(timestep)
    if (timestep.terminated || timestep.truncated) return { actions }
    observation = timestep.observation
    info = timestep.info
  }
}
