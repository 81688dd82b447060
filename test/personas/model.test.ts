import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type Action,
  CustomerModel,
  type Env,
  type Info,
  loadCustomerModel,
  loadPersonaPack,
  type ModelOverrides,
  makeEnv,
  type Observation,
  type PolicyEntry,
  policies,
  policyNamed,
  seedPersonaPack,
} from '../../src/index.ts'
import { overridden } from '../../src/personas/index.ts'
import { loadCast } from '../../src/scenarios/index.ts'
import { fixes } from '../../src/world/tools.ts'
import { playEpisode, seedsFrom } from '../evaluation/play.ts'
import { agents } from '../world/agents.ts'

const shipped = loadCustomerModel()
const pack = loadPersonaPack()
const envOf = (model: ModelOverrides, tickets = 1): Env =>
  makeEnv('billing-support-v4', { personas: { ...pack, model }, tickets })

describe('the model that ships', () => {
  it('has a source beside every number', () => {
    const rulesWithout = rulesOf(shipped).filter(({ source }) => typeof source !== 'string' || source === '')
    expect(rulesOf(shipped).length).toBeGreaterThan(60)
    expect(rulesWithout).toEqual([])
  })

  it('is frozen all the way down once a pack carries it', () => {
    const model = overridden(shipped)
    expect(model).toEqual(shipped)
    expect(Object.isFrozen(model.acts.greet)).toBe(true)
    expect(Object.isFrozen(model.score.thresholds)).toBe(true)
  })
})

describe('an override', () => {
  it('changes what it names and nothing else, and takes the source with it', () => {
    const model = overridden(shipped, { trust: { loss: 0.6 }, replyDelay: { medianMinutes: { chat: 2 } } })
    expect(model.trust).toEqual({ ...shipped.trust, loss: 0.6, source: 'overridden in the pack' })
    expect(model.replyDelay.medianMinutes).toEqual({ ...shipped.replyDelay.medianMinutes, chat: 2 })
    expect({ ...model, trust: 0, replyDelay: 0 }).toEqual({ ...shipped, trust: 0, replyDelay: 0 })
    expect(overridden(shipped, { trust: { loss: 0.6, source: 'ours' } }).trust.source).toBe('ours')
  })

  it('of nothing, or of what ships, plays as what ships', () => {
    for (const model of [{}, { churn: { monthlyHazard: shipped.churn.monthlyHazard } }]) {
      expect(hashOf(envOf(model), 0)).toBe(hashOf(makeEnv('billing-support-v4'), 0))
    }
  })

  it('is drawn by, and goes with the people who are drawn', () => {
    const model = { traits: { concentration: 200 }, verdict: { notBelieved: -2 } }
    const options = { archetypes: pack.archetypes, n: 3, seed: 4 }
    const people = seedPersonaPack({ ...options, model })
    expect(people.model).toEqual(model)
    expect(people.personas).not.toEqual(seedPersonaPack(options).personas)
    const play = (personas: typeof people): string => hashOf(makeEnv('billing-support-v4', { personas }), 0)
    expect(play(people)).not.toBe(play({ ...people, model: {} }))
  })
})

describe('a mistake in an override names the file, the place and what was expected', () => {
  const folder = mkdtempSync(join(tmpdir(), 'supportgym-model-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const archetypes = 'archetypes: [{ id: one, share: 1, traits: {} }]'
  const people = 'seed: 1\npersonas: []'

  it.each([
    ['out of range', archetypes, '{ trust: { loss: 2 } }', /model\.trust\.loss: .*<=1/],
    ['an unknown rule', archetypes, '{ trsut: {} }', /model: Unrecognized key: "trsut"/],
    ['an unknown number', archetypes, '{ trust: { los: 1 } }', /model\.trust: Unrecognized key: "los"/],
    [
      'no number',
      archetypes,
      '{ acts: { greet: { effort: high } } }',
      /model\.acts\.greet\.effort: .*number/,
    ],
    ['no probabilities', archetypes, '{ shownTone: { angry: [0, 0, 0.5] } }', /shownTone\.angry: .*sum 1/],
    ['thresholds in disorder', archetypes, '{ tone: { thresholds: [1, 0] } }', /thresholds: .*above/],
    ['a list too short', archetypes, '{ score: { thresholds: [1] } }', /score\.thresholds: /],
    ['in a pack of concrete personas', people, '{ churn: { open: -1 } }', /model\.churn\.open: .*>=0/],
  ])('%s', (_what, rest, model, message) => {
    const file = join(folder, 'mine.yaml')
    writeFileSync(file, `id: mine\nmodel: ${model}\n${rest}\n`)
    expect(() => loadCast(file)).toThrow(message)
    expect(() => loadCast(file)).toThrow(file)
  })
})

/** Values at which every number of the model is tried: its bounds, or lists far from those that ship. */
const numbers = triesOf(z.toJSONSchema(CustomerModel) as Schema)

/** What is carried from ticket to ticket shows where a customer comes back. */
const ticketsFor = (path: string): number => (/^(deviation|recovery|absence)\./.test(path) ? 3 : 1)

describe('every number of the model', () => {
  const known = new Map<string, string>()
  const before = (index: number, tickets: number): string => {
    const key = `${tickets} ${index}`
    const hash = known.get(key) ?? hashOf(envOf({}, tickets), index)
    known.set(key, hash)
    return hash
  }

  it('is found', () => {
    expect(numbers.length).toBeGreaterThan(250)
  })

  it.each(numbers)('$path matters, and leaves the world in order at its bounds', ({ path, values }) => {
    const tickets = ticketsFor(path)
    const envs = values.map(value => envOf(at(path, value), tickets))
    for (const env of envs) {
      hashOf(env, 0)
      expect(strayNumbers(env.snapshot())).toEqual([])
    }
    const changes = EPISODES.some(index => envs.some(env => hashOf(env, index) !== before(index, tickets)))
    expect(changes).toBe(true)
  })
})

/** Does these, then closes. */
const script = (...actions: readonly Action[]) => ({
  make: () => {
    const left = [...actions]
    return { act: () => ({ action: left.shift() ?? CLOSE, propensity: 1 }) }
  },
})
const CLOSE: Action = { type: 'close', resolution: 'unresolved' }
const links = script(
  { type: 'verify_identity' },
  { type: 'send_payment_link' },
  { type: 'wait', minutes: 30 },
  { type: 'wait', minutes: 30 },
  { type: 'reply', acts: [{ act: 'acknowledge' }] },
)
const passesOn = script({ type: 'escalate', team: 'billing' })
const breaks = script(
  { type: 'reply', acts: [{ act: 'promise', what: 'refund', byWhenMinutes: 1 }] },
  { type: 'wait', minutes: 5 },
  { type: 'reply', acts: [{ act: 'acknowledge' }] },
)
const keeps = script(
  { type: 'reply', acts: [{ act: 'promise', what: 'follow_up', byWhenMinutes: 60 }] },
  { type: 'schedule_follow_up', inMinutes: 1, call: null },
  { type: 'wait', minutes: 5 },
  { type: 'reply', acts: [{ act: 'acknowledge' }] },
)
const fixesAnything = script(
  { type: 'verify_identity' },
  ...fixes.map((solution): Action => ({ type: 'apply_fix', solution })),
)
const paysAPart = {
  make: (seed: number) => {
    const agent = agents['refunds, is believed, and waits for the bank']!(seed)
    return { act: (seen: Observation, info: Info) => ({ action: agent(seen, info), propensity: 1 }) }
  },
}
/** The playbook, but once it has explained it says that nothing is owed. */
const refuses = {
  make: (seed: number) => {
    const playbook = policyNamed('playbook').make(seed)
    const refusal: Action = { type: 'reply', acts: [{ act: 'refuse', why: 'not_owed' }] }
    let isDue = false
    let isSaid = false
    return {
      act(seen: Observation, info: Info) {
        if (isDue && !isSaid && seen.available.includes('reply')) {
          isSaid = true
          return { action: refusal, propensity: 1 }
        }
        const choice = playbook.act(seen, info)
        const action = choice.action as Action
        isDue ||= action.type === 'reply' && action.acts.some(({ act }) => act === 'explain')
        return choice
      },
    }
  },
}

/** Every built-in policy, in whatever the seed brings; between them agents that do what those never do. */
const plays: readonly { readonly entry: Pick<PolicyEntry, 'make'>; readonly seed: number }[] = seedsFrom(
  0,
  160,
).flatMap(seed => {
  const rare = seed < 25 ? [breaks, keeps, passesOn, fixesAnything, paysAPart, refuses] : []
  return [policies[seed % policies.length]!, ...rare, links].map(entry => ({ entry, seed }))
})
const EPISODES = seedsFrom(0, plays.length)

/** What came of one episode: the state at its end, and the signals on the way there. */
function hashOf(env: Env, index: number): string {
  const { entry, seed } = plays[index]!
  const { report, steps } = playEpisode(env, entry, { seed })
  const signals = steps.at(-1)!.info.signals.map(({ kind, value, atMs }) => [kind, value, atMs])
  return JSON.stringify([report.stateHash, signals])
}

/** Every object with a source. */
function rulesOf(model: object): { readonly source?: unknown }[] {
  const parts = Object.values(model).filter(isObject)
  if ('source' in model || parts.length === 0) return [model]
  return parts.flatMap(rulesOf)
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly prefixItems?: readonly Schema[]
  readonly type?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
}

function triesOf(
  schema: Schema,
  prefix = '',
): { readonly path: string; readonly values: readonly unknown[] }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name
    if (field.properties !== undefined) return triesOf(field, `${path}.`)
    if (field.prefixItems !== undefined) return [{ path, values: listsOf(field.prefixItems) }]
    if (field.type === 'string') return []
    const { minimum, exclusiveMinimum: above = 0, maximum } = field
    return [{ path, values: [minimum ?? above + 0.001 * (maximum! - above), maximum!] }]
  })
}

/** Thresholds that all are below, and above; probabilities of the first alternative alone, and of the last. */
function listsOf({ length, 0: first }: readonly Schema[]): readonly (readonly number[])[] {
  const order = Array.from({ length }, (_, index) => index)
  if (first!.minimum === 0) return [0, length - 1].map(sure => order.map(index => (index === sure ? 1 : 0)))
  return [order.map(index => index - 9), order.map(index => index + 6)]
}

/** An override of the number at a path. */
function at(path: string, value: unknown): ModelOverrides {
  return path
    .split('.')
    .reverse()
    .reduce((inner, name) => ({ [name]: inner }), value) as ModelOverrides
}

/** Paths of numbers that no JSON can hold. */
function strayNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path]
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, each]) => strayNumbers(each, `${path}.${name}`))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
