import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { canonicalJson } from '../../src/core/hash.ts'
import { noiseKey, uniform } from '../../src/core/random.ts'
import { type Info, makeEnv, policies, type Snapshot } from '../../src/index.ts'
import { envWith, playEpisode, scenarioIds, seedsFrom } from '../evaluation/play.ts'

/** Latent is latent: what the agent sees and may do depends on the visible record alone. */

const playbook = policies.find(policy => policy.id === 'playbook')!
const random = policies.find(policy => policy.id === 'random')!
type Plain = Record<string, unknown>

/** Changes every number, flag and word of a value; structure stays. */
function scrambled(value: unknown, salt: number): unknown {
  if (typeof value === 'number')
    return value + 0.25 + uniform(salt, noiseKey(4, 0), Math.abs(Math.floor(value)) % 1000)
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return `${value}?`
  if (Array.isArray(value)) return value.map(inner => scrambled(inner, salt))
  if (value === null) return null
  return Object.fromEntries(
    Object.entries(value as Plain).map(([key, inner]) => [key, scrambled(inner, salt)]),
  )
}

const viewOf: Readonly<Record<string, string>> = {
  customers: 'customer',
  paymentMethods: 'paymentMethods',
  plans: 'plans',
  subscriptions: 'subscriptions',
  invoices: 'invoices',
  charges: 'charges',
  refunds: 'refunds',
  activities: 'activities',
  disputes: 'disputes',
  inquiries: 'disputes',
  taxIds: 'taxIds',
  promotionCodes: 'promotions',
}

/** The snapshot with every latent field changed, and every row of the books that is not in view. */
function withLatentScrambled(snapshot: Snapshot, salt: number): Snapshot {
  const copy = structuredClone(snapshot) as unknown as {
    world: Plain
    template: Plain
    env: string
    episode: Plain
  }
  const [ticket] = copy.world.tickets as Plain[]
  const { views } = ticket!.record as { views: Plain }
  for (const part of ['traits', 'mood', 'hidden'] as const) {
    const { trail, ...rest } = ticket![part] as Plain
    ticket![part] = { ...(scrambled(rest, salt) as Plain), ...(trail === undefined ? {} : { trail }) }
  }
  ticket!.chart = { ...(ticket!.chart as Plain), emotion: Math.floor(uniform(salt, noiseKey(5, 0), 0) * 5) }
  const books = copy.world.books as Record<string, Plain[]>
  for (const [collection, view] of Object.entries(viewOf)) {
    const seen = views[view]
    // A table without rows is no part of the stored books.
    if (seen === null && books[collection] !== undefined)
      books[collection] = scrambled(books[collection], salt) as Plain[]
  }
  for (const collection of ['credits', 'disputes', 'answers']) {
    books[collection] = scrambled(books[collection], salt) as Plain[]
  }
  const { series } = copy.world.memory as { series: Plain }
  if (views.history === null) series.customer = scrambled(series.customer, salt)
  copy.world.due = []
  return copy as unknown as Snapshot
}

function visible(observation: unknown, info: Info): string {
  return canonicalJson({ observation, mask: [...info.actionMask] })
}

describe.each(['typed', 'float'] as const)('the %s observation and the mask', observation => {
  test('stay byte-equal when everything latent and every unseen row is scrambled, at random steps', () => {
    const env = observation === 'float' ? makeEnv('billing-support-v4', { observation }) : envWith()
    const twin = observation === 'float' ? makeEnv('billing-support-v4', { observation }) : envWith()
    const guide = envWith()
    let compared = 0
    for (const seed of seedsFrom(900_000, 40)) {
      const options = { scenario: scenarioIds[seed % scenarioIds.length]! }
      const policy = (seed % 2 === 0 ? playbook : random).make(seed)
      env.reset({ seed, options })
      let { observation: seen, info } = guide.reset({ seed, options })
      for (let done = false, step = 0; !done && step < 14; step++) {
        const snapshot = env.snapshot()
        const real = env.restore(snapshot)
        const fake = twin.restore(withLatentScrambled(snapshot, seed + step))
        expect(visible(fake.observation, fake.info), `seed ${seed}, step ${step}`).toBe(
          visible(real.observation, real.info),
        )
        compared += 1
        const { action } = policy.act(seen, info)
        ;({ observation: seen, info } = guide.step(action))
        done = env.step(action).terminated
      }
    }
    expect(compared).toBeGreaterThan(200)
  })
})

test('the scramble test can fail: it changes what an observation would show if it read the mood', () => {
  const env = envWith()
  env.reset({ seed: 1 })
  const before = env.snapshot()
  const after = withLatentScrambled(before, 1)
  expect(after.world.tickets[0]!.mood.anger).not.toBe(before.world.tickets[0]!.mood.anger)
  expect(after.world.books.charges[0]!.amountCents).not.toBe(before.world.books.charges[0]!.amountCents)
})

test('the playbook acts the same when ids, titles and tags of scenarios, causes and archetypes are renamed', () => {
  const names = renamedData()
  const plain = envWith()
  const renamed = envWith({ scenarios: names.folder, personas: names.pack })
  for (const seed of seedsFrom(910_000, 30)) {
    const scenario = scenarioIds[seed % scenarioIds.length]!
    const before = playEpisode(plain, playbook, { seed, options: { scenario } })
    const after = playEpisode(renamed, playbook, { seed, options: { scenario: names.of(scenario) } })
    expect(after.actions).toEqual(before.actions)
    expect(after.report.return).toBe(before.report.return)
  }
})

/** The shipped data under other names, in a folder of its own. */
function renamedData(): { folder: string; pack: string; of: (scenario: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'supportgym-renamed-'))
  cpSync(join('scenarios', 'companies'), join(folder, 'companies'), { recursive: true })
  const of = (scenario: string): string => `case-${scenarioIds.indexOf(scenario)}-v9`
  for (const file of readdirSync('scenarios').filter(name => name.endsWith('.yaml'))) {
    const data = parse(readFileSync(join('scenarios', file), 'utf8')) as Plain & { causes: Plain; id: string }
    const causes = Object.fromEntries(
      Object.values(data.causes).map((cause, index) => [`cause-${index}`, cause]),
    )
    const renamed = { ...data, id: of(data.id), title: 'x', tags: [], causes }
    writeFileSync(join(folder, file), stringify(renamed))
  }
  const pack = parse(readFileSync('personas/default.yaml', 'utf8')) as { archetypes: Plain[] }
  const archetypes = pack.archetypes.map((archetype, index) => ({ ...archetype, id: `someone-${index}` }))
  const packFile = join(folder, 'pack.json')
  writeFileSync(packFile, JSON.stringify({ ...pack, archetypes }))
  return { folder, pack: packFile, of }
}
