import { describe, expect, test } from 'vitest'
import { type Cause, loadCatalogue } from '../../src/scenarios/index.ts'
import { parseMomentMs } from '../../src/scenarios/schema.ts'

const { scenarios, companies } = loadCatalogue()
const cases = scenarios.filter(({ group }) => group === 'technical' || group === 'account')
const articles = companies[0]!.articles

function fixesThat(result: 'worked' | 'worsened', cause: Cause): string[] {
  return Object.entries(cause.fixes).flatMap(([fix, came]) => (came === result ? [fix] : []))
}

/** Causes that are put right: of the others one is told, handed on or refused. */
function fixable({ causes }: (typeof cases)[number]): [string, Cause][] {
  return Object.entries(causes).filter(([, cause]) => cause.oracle.resolved.includes('fixed'))
}

describe.each(cases.map(each => ({ id: each.id, scenario: each })))('$id', ({ scenario }) => {
  const causes = Object.entries(scenario.causes)

  test('has three or four causes, and none that is nearly certain beforehand', () => {
    const weights = causes.map(([, { weight }]) => weight)
    expect(weights.length).toBeGreaterThanOrEqual(3)
    expect(weights.length).toBeLessThanOrEqual(4)
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 9)
    expect(Math.max(...weights)).toBeLessThanOrEqual(0.42)
  })

  test('has a check for each cause in which something is to be found out, and no check is proof', () => {
    for (const [, { checks, oracle, verifies }] of causes) {
      const isRefused = oracle.resolved.some(line => line === 'refused(not_the_payer)')
      const shares = Object.values(checks)
      expect(Math.max(0, ...shares)).toBeLessThan(1)
      if (verifies && !isRefused) expect(Math.max(...shares)).toBeGreaterThanOrEqual(0.75)
    }
  })

  test('has no two causes that are both put right by the fixes of both', () => {
    const ones = fixable(scenario)
    for (const [name, one] of ones) {
      for (const [otherName, other] of ones.slice(ones.findIndex(([each]) => each === name) + 1)) {
        const both = [...fixesThat('worked', one), ...fixesThat('worked', other)]
        const harms = [one, other].some(cause => fixesThat('worsened', cause).some(fix => both.includes(fix)))
        expect(harms, `${name} and ${otherName} are both put right by ${both.join(', ')}`).toBe(true)
      }
    }
  })

  test('asks of a hand-over that it is fit, and of the cause that it names the team', () => {
    for (const [, { oracle, escalation }] of causes) {
      const handed = oracle.resolved.find(line => line.startsWith('escalated('))
      expect(handed).toBe(escalation === null ? undefined : `escalated(${escalation.team})`)
      expect(oracle.resolved.includes('fitness >= 75')).toBe(escalation !== null)
    }
  })

  test('has an article that names every cause which is told, put right or handed on', () => {
    const topics = articles[scenario.customer.opening.complaint]!.flatMap(({ problems }) =>
      problems.map(({ topic }) => topic),
    )
    for (const [, { explains }] of causes) {
      if (!explains.includes('payer-only')) expect(topics).toEqual(expect.arrayContaining(explains))
    }
  })
})

test('of the weight of technical and account causes, 35 to 45 % is for another team, and each team gets some', () => {
  const handed = cases.flatMap(({ causes }) =>
    Object.values(causes).filter(({ escalation }) => escalation !== null),
  )
  const share = handed.reduce((sum, { weight }) => sum + weight, 0) / cases.length
  expect(share).toBeGreaterThanOrEqual(0.35)
  expect(share).toBeLessThanOrEqual(0.45)
  const teams = new Set(handed.map(({ escalation }) => escalation!.team))
  expect([...teams].sort()).toEqual(['account', 'billing', 'retention', 'technical'])
})

test('for several complaints the article listed first is outdated, and its first advice harms the likeliest cause', () => {
  const traps = cases.filter(({ causes, customer }) => {
    const [first, ...later] = articles[customer.opening.complaint]!
    const age = (article: { updated: string }): number => parseMomentMs(article.updated)!
    if (!later.some(each => age(each) > age(first!))) return false
    const likeliest = Object.values(causes).toSorted((one, other) => other.weight - one.weight)[0]!
    const { fix } = first!.problems[0]!
    return fix !== null && likeliest.fixes[fix] === 'worsened'
  })
  expect(traps.length).toBeGreaterThanOrEqual(3)
})

test('some articles are only for who pays', () => {
  const audiences = Object.values(articles).flatMap(listed => listed.map(({ audience }) => audience))
  expect(audiences).toContain('payer')
  expect(audiences).toContain('anyone')
})
