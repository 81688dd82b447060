import { describe, expect, it } from 'vitest'
import { joined, resolvedBlindly, sequenceFor } from '../../src/evaluation/blind.ts'
import {
  type ComposedCase,
  type ComposeOptions,
  type Composition,
  compose,
  envOf,
  loadParts,
  searchForks,
} from '../../src/evaluation/compose/index.ts'
import { type Action, type PolicyEntry, policies, policyNamed } from '../../src/index.ts'
import { catalogueOf, loadCatalogue } from '../../src/scenarios/index.ts'
import { envWith, isFull, playEpisode, seedsFrom } from './play.ts'

const catalogue = loadCatalogue()
const parts = loadParts()

function composed(given: Partial<ComposeOptions>): Composition {
  const running = compose({ catalogue, parts, n: 3, seed: 1, difficulty: null, split: 'all', ...given })
  for (;;) {
    const { value, done } = running.next()
    if (done === true) return value
  }
}

/** A catalogue of one scenario: quick to prepare. */
const oneScenario = (id: string) => catalogueOf([catalogue.scenario(id)], catalogue.companies)

const idsOf = ({ cases }: Composition): string[] => cases.map(({ scenario }) => scenario.id)

describe('composed cases', () => {
  it('are a pure function of the seed, and other seeds give others', () => {
    const only = oneScenario('export-fails-v1')
    const one = composed({ catalogue: only, seed: 11 })
    expect(composed({ catalogue: only, seed: 11 })).toEqual(one)
    expect(idsOf(composed({ catalogue: only, seed: 12 }))).not.toEqual(idsOf(one))
  })

  it('of the two splits share no combination, and each has the split its combination always has', () => {
    const only = oneScenario('partly-refunded-v1')
    const train = composed({ catalogue: only, split: 'train', n: 4 })
    const heldOut = composed({ catalogue: only, split: 'held-out', n: 4, seed: 2 })
    const namesOf = ({ cases }: Composition) => cases.map(({ name }) => name)
    expect(namesOf(train).filter(name => namesOf(heldOut).includes(name))).toEqual([])
    expect(train.cases.every(({ split }) => split === 'train')).toBe(true)
    expect(heldOut.cases.every(({ split }) => split === 'held-out')).toBe(true)
  })

  it('are of the level that is asked for', () => {
    const only = oneScenario('export-fails-v1')
    const [first] = composed({ catalogue: only, n: 1 }).cases
    const difficulty = first!.level
    const { cases } = composed({ catalogue: only, n: 3, difficulty })
    expect(cases.map(({ scenario }) => scenario.difficulty)).toEqual([difficulty, difficulty, difficulty])
    const bounds = [0, ...parts.levels, 1]
    for (const { measured } of cases) {
      expect(measured.index).toBeGreaterThan(bounds[difficulty - 1]!)
      expect(measured.index).toBeLessThanOrEqual(bounds[difficulty]!)
    }
  })

  it('that cannot be had are an error which says how far it came, and why', () => {
    const [usual] = parts.clauses
    const [none] = parts.faults
    const [anyone] = parts.personas
    const few = { ...parts, clauses: [usual!], faults: [none!], personas: [anyone!] }
    expect(() => composed({ catalogue: oneScenario('export-fails-v1'), parts: few, n: 5 })).toThrow(
      /Composed \d of 5 cases after 2000 combinations \(.*repeated \d+/,
    )
  })
})

describe('a search over forks', () => {
  const env = envWith({ scenarios: oneScenario('export-fails-v1') })
  /** The playbook, but what the matter is it never says. */
  const silent: PolicyEntry = {
    ...policyNamed('playbook'),
    make(seed) {
      const policy = policyNamed('playbook').make(seed)
      return {
        act(observation, info) {
          const choice = policy.act(observation, info)
          const action = choice.action as Action
          if (action.type !== 'reply') return choice
          const acts = action.acts.filter(({ act }) => act !== 'explain')
          return { ...choice, action: { ...action, acts: acts.length === 0 ? [{ act: 'confirm' }] : acts } }
        },
      }
    },
  }
  const plays = (seed: number) =>
    playEpisode(env, silent, { seed, options: { cause: 'plan-limit' } }).report.outcomeSettled

  it('finds the way that a policy misses, and reports how many forks it took', () => {
    const failing = seedsFrom(50, 20).filter(seed => plays(seed) !== 'resolved')
    expect(failing.length).toBeGreaterThan(15)
    const bounds = { forks: 600, decisions: 6 }
    const found = failing.map(seed => searchForks(env, silent, { seed, cause: 'plan-limit', bounds }))
    expect(found.filter(({ isSolved }) => isSolved).length).toBeGreaterThan(0)
    expect(found.every(({ forks }) => forks > 0 && forks <= 600)).toBe(true)
  })

  it('gives up at its bounds', () => {
    const seed = seedsFrom(50, 20).find(each => plays(each) !== 'resolved')!
    const bounds = { forks: 3, decisions: 1 }
    expect(searchForks(env, silent, { seed, cause: 'plan-limit', bounds })).toEqual({
      forks: 3,
      isSolved: false,
    })
  })
})

/** What the composer promises, on seeds that it never sees: 500 cases in full size. */
describe('a set of composed cases', () => {
  const n = isFull ? 500 : 6
  const seeds = seedsFrom(9_500_000, isFull ? 60 : 20)
  const { cases, rejected } = composed({ n, seed: 20_261 })
  const playbook = policyNamed('playbook')
  const exploits = policies.filter(({ isExploit }) => isExploit)
  const rates = cases.map(each => ratesOf(each))

  function ratesOf(each: ComposedCase) {
    const env = envOf(each)
    const share = (policy: PolicyEntry, over: readonly number[]): number =>
      over.filter(seed => playEpisode(env, policy, { seed }).report.outcomeSettled === 'resolved').length /
      over.length
    const causes = Object.keys(each.scenario.causes)
    const scenario = each.scenario.id
    const sequences = causes.flatMap(cause => {
      const found = sequenceFor(env, { scenario, cause }, seedsFrom(9_600_000, 15))
      return found === null ? [] : [found]
    })
    const pairs = sequences.flatMap((one, at) =>
      sequences.filter((_, other) => other !== at).map(two => joined(one, two)),
    )
    const best = [...sequences, ...pairs]
      .map(sequence => ({
        sequence,
        share: resolvedBlindly(env, sequence, { scenario, seeds: seedsFrom(9_700_000, 20) }),
      }))
      .sort((one, two) => two.share - one.share)[0]!
    return {
      playbook: share(playbook, seeds),
      exploit: Math.max(...exploits.map(exploit => share(exploit, seeds.slice(0, 20)))),
      blind: resolvedBlindly(env, best.sequence, {
        scenario,
        seeds: seedsFrom(9_800_000, isFull ? 400 : 100),
      }),
    }
  }

  it('is solvable throughout by a policy that sees observations only', () => {
    const solved = rates.filter(rate => rate.playbook > 0).length
    const all = n + Object.values(rejected).reduce((sum, each) => sum + each, 0)
    console.log(
      `solved ${solved} of ${n}; ${all - n} of ${all} combinations rejected: ${JSON.stringify(rejected)}`,
    )
    expect(solved).toBe(n)
  })

  it('is resolved blindly on less than 40 % of the seeds of any case', () => {
    const worst = Math.max(...rates.map(({ blind }) => blind))
    console.log(`best blind sequence over ${n} cases: ${(100 * worst).toFixed(1)} %`)
    expect(worst).toBeLessThan(0.4)
  })

  it('has no two cases alike', () => {
    const contents = cases.map(({ scenario, company }) => {
      const { id: _id, company: _named, difficulty: _measured, ...content } = scenario
      return JSON.stringify([content, { ...company, id: null }])
    })
    expect(new Set(contents).size).toBe(n)
    expect(new Set(cases.map(({ scenario }) => scenario.id)).size).toBe(n)
  })

  it('leaves the exploits below the playbook in every case', () => {
    const beaten = rates.filter(({ playbook: honest, exploit }) => exploit >= honest)
    console.log(
      `best exploit over ${n} cases: ${(100 * Math.max(...rates.map(rate => rate.exploit))).toFixed(1)} %`,
    )
    expect(beaten).toEqual([])
  })

  it.runIf(isFull)('is resolved by the playbook less and less as the level rises', () => {
    const byLevel = [1, 2, 3, 4, 5].map(level => {
      const own = rates.filter((_, at) => cases[at]!.level === level)
      return { n: own.length, share: own.reduce((sum, { playbook: each }) => sum + each, 0) / own.length }
    })
    console.log(
      byLevel
        .map(({ n: count, share }, at) => `level ${at + 1}: ${(100 * share).toFixed(1)} % of ${count}`)
        .join('; '),
    )
    for (let at = 1; at < byLevel.length; at++)
      expect(byLevel[at]!.share).toBeLessThan(byLevel[at - 1]!.share)
  })
})
