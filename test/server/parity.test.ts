import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import { playbook } from './bySdk.ts'

const SEEDS = process.env.SUPPORTGYM_FULL === '1' ? 40 : 3
const FIRST_SEED = 1_000_000

/** Requests take other times than tools do, and patience may end on the way. */
const OTHERWISE_MAX = 0.02

describe('the playbook on the SDK', () => {
  const otherwise: string[] = []
  let played = 0

  it.each(loadCatalogue().scenarios.map(({ id }) => id))(
    '%s: is graded as with the tools of the env',
    async id => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
        const own = await playbook(seed, { scenario: id, tools: 'env' })
        const sdk = await playbook(seed, { scenario: id, tools: 'sdk' })
        const { outcome, leakedCents } = own.report
        played += 1
        if (sdk.report.outcome === outcome) expect(sdk.report.leakedCents, `seed ${seed}`).toBe(leakedCents)
        else
          otherwise.push(
            `${id}, seed ${seed}: ${sdk.report.outcome}, not ${outcome}: ${sdk.refused.join(' ')}`,
          )
        expect(sdk.report.outcome === 'harmful' && outcome !== 'harmful', `seed ${seed}`).toBe(false)
      }
    },
  )

  it(`ends otherwise in at most ${OTHERWISE_MAX * 100} % of all episodes`, () => {
    expect(played).toBe(SEEDS * loadCatalogue().scenarios.length)
    expect(otherwise.length / played, otherwise.join('\n')).toBeLessThanOrEqual(OTHERWISE_MAX)
  })
})
