import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBooks, foldJournal } from '../../src/billing-mock/index.ts'
import { canonicalJson } from '../../src/core/hash.ts'
import { append, type Log } from '../../src/core/log.ts'
import { firstOddity, textOf } from '../../src/env/check/plain.ts'
import { createEnv } from '../../src/env/index.ts'
import {
  type Action,
  type Env,
  type Info,
  makeEnv,
  type Observation,
  policyNamed,
  SupportGymError,
  type Timestep,
} from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import type { World } from '../../src/world/world.ts'
import { conduct, type Move, malformed } from './moves.ts'
import { shippedSetting } from './setting.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 2_000 : 60
const deliveries = ['settle', 'stream', 'deferred'] as const
const scenarios = loadCatalogue().scenarios.map(({ id }) => id)

/** An episode to play: where it starts, and what is tried in it. */
const episode = fc.record({
  seed: fc.nat(1_000_000),
  scenario: fc.constantFrom(...scenarios),
  delivery: fc.constantFrom(...deliveries),
  moves: conduct,
})
type Episode = typeof episode extends fc.Arbitrary<infer Value> ? Value : never
type Shown = { readonly observation: Observation; readonly info: Info }

/** An env that checks its books after every operation, with its state in hand. */
const envs = new Map(
  deliveries.map(delivery => {
    const state = freshState()
    const env = createEnv<Observation>({ ...shippedSetting(), delivery, check: true }, state)
    return [delivery, { env, state }]
  }),
)

function begin({ seed, scenario, delivery }: Episode): { env: Env; worldNow: () => World; shown: Shown } {
  const { env, state } = envs.get(delivery)!
  return { env, worldNow: () => state.world!, shown: env.reset({ seed, options: { scenario } }) }
}

/** Plays moves until they run out or the episode ends, and shows each step to the visitor. */
function play(env: Env, from: Shown, moves: readonly Move[], visit: Visitor = () => {}): Action[] {
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

describe('whatever an agent does', () => {
  it('the books balance, numbers are numbers, rewards stay in range, and infos are complete', () => {
    fc.assert(
      fc.property(episode, given => {
        const { env, worldNow, shown } = begin(given)
        const keys = Object.keys(shown.info)
        play(env, shown, given.moves, timestep => {
          const { books } = worldNow()
          expect(checkBooks(books)).toEqual([])
          expect(books.balances).toEqual(foldJournal(books.journal))
          expect(firstOddity(timestep.observation, 'observation')).toBeNull()
          expect(firstOddity(timestep.info, 'info')).toBeNull()
          expect(firstOddity(worldNow(), 'world')).toBeNull()
          expect(Object.keys(timestep.info)).toEqual(keys)
          expect(timestep.reward).toBeGreaterThanOrEqual(env.rewardRange[0])
          expect(timestep.reward).toBeLessThanOrEqual(env.rewardRange[1])
        })
      }),
      { numRuns: RUNS },
    )
  })

  it('a mistake leaves the ledger as it was', () => {
    let mistakes = 0
    fc.assert(
      fc.property(episode, given => {
        const { env, worldNow, shown } = begin(given)
        let before = canonicalJson(worldNow().books)
        play(env, shown, given.moves, timestep => {
          const after = canonicalJson(worldNow().books)
          if (isMereMistake(timestep)) {
            mistakes += 1
            expect(after).toBe(before)
          }
          before = after
        })
      }),
      { numRuns: RUNS },
    )
    expect(mistakes).toBeGreaterThan(RUNS)
  })

  it('observing changes nothing', () => {
    fc.assert(
      fc.property(episode, given => {
        const { env, shown } = begin(given)
        play(env, shown, given.moves, timestep => {
          const hash = env.stateHash()
          expect(textOf(env.observe())).toBe(textOf(timestep.observation))
          expect(env.stateHash()).toBe(hash)
        })
      }),
      { numRuns: RUNS },
    )
  })

  it('what is no action throws malformed_action and changes nothing', () => {
    fc.assert(
      fc.property(episode, fc.array(malformed, { minLength: 5, maxLength: 20 }), (given, garbage) => {
        const { env, shown } = begin(given)
        play(env, shown, given.moves.slice(0, 3))
        if (env.snapshot().episode.state !== 'running') return
        const hash = env.stateHash()
        for (const each of garbage) expect(codeOf(() => env.step(each as Action))).toBe('malformed_action')
        expect(env.stateHash()).toBe(hash)
      }),
      { numRuns: RUNS },
    )
  })
})

/** The action failed, and nothing else happened meanwhile that moves money by itself. */
function isMereMistake({ info, observation }: Timestep<Observation>): boolean {
  const byItself = /^(approval\.granted|follow_up\.made|refund\.(settled|failed)|settlement\.)/
  const isQuiet = info.signals.length === 0 && !info.events.some(event => byItself.test(event))
  return isQuiet && observation.toolResult?.ok === false
}

function codeOf(call: () => unknown): string {
  try {
    call()
    return 'no exception'
  } catch (error) {
    return error instanceof SupportGymError ? error.code : String(error)
  }
}

describe('a moment that was taken', () => {
  it('goes on to the byte from a snapshot and from a fork', () => {
    fc.assert(
      fc.property(episode, fc.nat(1_000), (given, at) => {
        const texts: string[] = []
        const { env, shown } = begin(given)
        const actions = play(env, shown, given.moves, timestep => texts.push(textOf(timestep)))
        const hash = env.stateHash()
        const position = at % actions.length
        begin(given)
        for (const action of actions.slice(0, position)) env.step(action)
        const twin = env.fork()
        const restored = makeEnv('billing-support-v1', { delivery: given.delivery })
        restored.restore(JSON.parse(JSON.stringify(env.snapshot())))
        for (const copy of [restored, twin]) {
          const again = actions.slice(position).map(action => textOf(copy.step(action)))
          expect(again).toEqual(texts.slice(position))
          expect(copy.stateHash()).toBe(hash)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('is shared with no fork: every field of the one can be overwritten under the other', () => {
    const setting = shippedSetting()
    fc.assert(
      fc.property(episode, ({ seed, scenario, moves }) => {
        const state = freshState()
        const env = createEnv<Observation>(setting, state)
        play(env, env.reset({ seed, options: { scenario } }), moves)
        const twin = env.fork()
        const before = canonicalJson([twin.snapshot(), twin.observe()])
        overwrite(state.world!)
        expect(canonicalJson(state.world)).not.toBe(canonicalJson(twin.snapshot().world))
        expect(canonicalJson([twin.snapshot(), twin.observe()])).toBe(before)
      }),
      { numRuns: RUNS },
    )
  })

  it('reads the same three steps later, lazy fields included', () => {
    let compared = 0
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const env = makeEnv('billing-support-v1')
      const read: string[] = []
      const actions = playPolicy(env, { seed, policy: 'playbook' }, ({ observation }) => {
        read.push(textOf(observation))
      }).actions
      env.reset({ seed })
      const unread: Observation[] = []
      for (const [index, action] of actions.entries()) {
        unread.push(env.step(action).observation)
        if (index < 3) continue
        expect(textOf(unread[index - 3])).toBe(read[index - 3])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(30)
  })
})

function freshState(): NonNullable<Parameters<typeof createEnv>[1]> {
  const episode = { index: 0, firstSeed: 0, state: 'terminated' } as const
  return { world: null as World | null, episode, pending: new Map<string, World>(), closed: false }
}

/** Overwrites every field that lets itself be overwritten; logs are appended to, as forks share their items. */
function overwrite(value: object): void {
  for (const [key, inner] of Object.entries(value)) {
    if (isLog(inner)) {
      for (const item of inner.items) overwrite(Object(item))
      Reflect.set(value, key, append(inner, 'overwritten'))
      continue
    }
    if (inner !== null && typeof inner === 'object') overwrite(inner)
    Reflect.set(value, key, typeof inner === 'number' ? inner + 1 : 'overwritten')
  }
  if (Array.isArray(value)) Reflect.set(value, value.length, 'overwritten')
}

function isLog(value: unknown): value is Log<unknown> {
  return typeof value === 'object' && value !== null && 'items' in value && 'length' in value
}

describe('delivery changes when a signal is reported, never what happens', () => {
  it.each(['playbook', 'random', 'promise-and-close'])('for what %s does', policy => {
    const kinds = new Set<string>()
    for (let seed = 100; seed < 140; seed++) {
      const { actions } = playPolicy(makeEnv('billing-support-v1'), { seed, policy })
      const [settled, streamed, deferred] = deliveries.map(delivery => told(delivery, { seed }, actions))
      for (const other of [streamed!, deferred!]) {
        expect(other.signals, `seed ${seed}`).toEqual(settled!.signals)
        expect(Math.abs(other.returnSum - settled!.returnSum), `seed ${seed}`).toBeLessThan(1e-9)
        expect(other.truth, `seed ${seed}`).toEqual(settled!.truth)
      }
      for (const signal of settled!.signals) kinds.add((JSON.parse(signal) as { kind: string }).kind)
    }
    expect(kinds.size).toBeGreaterThan(3)
  })

  it('for whatever else is done, approvals and follow-ups included', () => {
    const waiting: Move[] = new Array(40).fill(() => ({ type: 'wait', minutes: 60 }))
    fc.assert(
      fc.property(episode, given => {
        const { env, shown } = begin({ ...given, delivery: 'settle' })
        const actions = play(env, shown, [...given.moves, ...waiting])
        const [settled, streamed, deferred] = deliveries.map(delivery => told(delivery, given, actions))
        for (const other of [streamed!, deferred!]) {
          expect({ ...other, returnSum: 0 }).toEqual({ ...settled!, returnSum: 0 })
          expect(Math.abs(other.returnSum - settled!.returnSum)).toBeLessThan(1e-9)
        }
      }),
      { numRuns: RUNS },
    )
  })
})

interface Told {
  /** Each as text, in the order of the alphabet: a set. */
  readonly signals: readonly string[]
  readonly returnSum: number
  /** The report, but for what a delivery may change: the state, the sum of costs (a flag a step), last digits. */
  readonly truth: object
}

function told(
  delivery: (typeof deliveries)[number],
  { seed, scenario }: { readonly seed: number; readonly scenario?: string },
  actions: readonly (Action | number)[],
): Told {
  const { env } = envs.get(delivery)!
  env.reset({ seed, options: scenario === undefined ? {} : { scenario } })
  const signals: unknown[] = []
  let returnSum = 0
  let last: Timestep<Observation> | null = null
  const step = (action: Action | number): void => {
    last = env.step(action)
    returnSum += last.reward
    signals.push(...last.info.signals)
  }
  for (const action of actions) step(action)
  while (!isDone(last)) step({ type: 'wait_for_next_signal' })
  const pending = pendingOf(last)
  const collected = pending === null ? null : env.collect(pending)
  for (const { signal, rewardTerms } of collected?.signals ?? []) {
    signals.push(signal)
    for (const reward of Object.values(rewardTerms)) returnSum += reward
  }
  const report = collected?.report ?? env.report()
  expect(Math.abs(report.return - returnSum)).toBeLessThan(1e-9)
  const { stateHash: _state, costSum: _costs, return: _return, ...truth } = report
  return { signals: signals.map(canonicalJson).sort(), returnSum, truth }
}

function isDone(last: Timestep<Observation> | null): boolean {
  return last?.terminated === true
}

function pendingOf(last: Timestep<Observation> | null): string | null {
  return last?.info.pending ?? null
}

function playPolicy(
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
