import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBooks, foldJournal } from '../../src/billing-mock/index.ts'
import { canonicalJson } from '../../src/core/hash.ts'
import { append, type Log } from '../../src/core/log.ts'
import { firstOddity, textOf } from '../../src/env/check/plain.ts'
import { createEnv } from '../../src/env/index.ts'
import { type Action, makeEnv, type Observation, SupportGymError, type Timestep } from '../../src/index.ts'
import { begin, episode, freshState, play, playPolicy, RUNS } from './episodes.ts'
import { malformed } from './moves.ts'
import { shippedSetting } from './setting.ts'

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
    expect(mistakes).toBeGreaterThan(RUNS / 4)
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

/** The action failed for good (a timeout may have gone through), and nothing moved money by itself meanwhile. */
function isMereMistake({ info, observation }: Timestep<Observation>): boolean {
  const byItself =
    /^(approval\.granted|follow_up\.made|payment_method\.attached|refund\.(settled|failed)|settlement\.)/
  const isQuiet = info.signals.length === 0 && !info.events.some(event => byItself.test(event))
  const failure = observation.toolResult?.ok === false ? observation.toolResult.code : null
  return isQuiet && failure !== null && failure !== 'timeout'
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
        const restored = makeEnv('billing-support-v4', { delivery: given.delivery })
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
      const env = makeEnv('billing-support-v4')
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
  Reflect.set(value, Array.isArray(value) ? value.length : 'more', 'overwritten')
}

function isLog(value: unknown): value is Log<unknown> {
  return typeof value === 'object' && value !== null && 'items' in value && 'length' in value
}
