import { describe, expect, it } from 'vitest'
import {
  CustomerState,
  type EpisodeOptions,
  makeEnv,
  type Observation,
  policyNamed,
} from '../../src/index.ts'
import { customerModelOf } from '../../src/make.ts'
import { choosePersona, newCustomer } from '../../src/personas/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'
import { ID, played, stateAfter } from './customers.ts'

const model = customerModelOf({})
const failed = stateAfter('close-early', 11)
const content = stateAfter('playbook', 11)

function begun(options: EpisodeOptions, seed = 40) {
  const env = makeEnv(ID)
  const { observation } = env.reset({ seed, options })
  const { world, template } = env.snapshot()
  return { env, observation, ticket: world.tickets[0]!, template: template.id }
}

/** What the agent sees once it has looked. */
function lookedUp(options: EpisodeOptions, seed = 40): Observation {
  return begun(options, seed).env.step({ type: 'lookup_customer' }).observation
}

describe('the state of a customer', () => {
  it('is plain JSON that fits its schema, whatever was done', () => {
    for (const policy of ['playbook', 'close-early', 'promise-and-close', 'refund-all', 'random']) {
      for (let seed = 0; seed < 12; seed++) {
        const { customer } = played(policy, seed).report
        expect(CustomerState.parse(JSON.parse(JSON.stringify(customer)))).toEqual(customer)
      }
    }
  })

  it('tells a churned customer, and only that one, by the signal', () => {
    const found = new Set<boolean>()
    for (let seed = 0; seed < 60; seed++) {
      const { report, steps } = played('close-early', seed)
      const { churned } = report.customer
      expect(churned).toBe(steps.at(-1)!.info.signals.some(({ kind }) => kind === 'churn'))
      found.add(churned)
    }
    expect(found).toEqual(new Set([true, false]))
  })
})

describe('who comes back', () => {
  it('is the same person, with the trust and the expectation they left with', () => {
    const { ticket } = begun({ customer: content })
    const { archetype, ...traits } = ticket.traits
    expect({ archetype, traits }).toEqual({
      archetype: content.persona.archetype,
      traits: content.persona.traits,
    })
    expect(ticket.mood.trust).toBe(content.trust)
    expect(ticket.mood.expectation).toBe(content.expectation)
    const once = lookedUp({ scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' }, 11).customer!
    const again = lookedUp({ customer: content }).customer!
    expect([again.name, again.email, again.company]).toEqual([once.name, once.email, once.company])
  })

  it('is the same person to the billing API', () => {
    const { env } = begun({ customer: content })
    const { id, name } = env.step({ type: 'lookup_customer' }).observation.customer!
    const { toolResult } = env.step({
      type: 'billing_request',
      method: 'GET',
      path: `/v1/customers/${id}`,
      body: '',
      key: null,
    }).observation
    expect(toolResult!.response!.body.name).toBe(name)
  })

  it('is angrier after a failure, and most when the case is the same', () => {
    const { unsolved, persona } = failed
    const fresh = { ...failed, failures: 0, unsolved: null, trust: persona.trust }
    const next = { scenario: 'downgrade-v1' }
    const angerOf = (options: EpisodeOptions): number => begun(options).ticket.mood.anger
    expect(angerOf({ customer: failed, ...next })).toBeGreaterThan(angerOf({ customer: fresh, ...next }))
    const same = angerOf({ customer: failed }) - angerOf({ customer: fresh, ...unsolved! })
    expect(same).toBeGreaterThan(0.1)
  })

  it('comes back with the case left unsolved, over fresh books', () => {
    expect(failed.unsolved).toMatchObject({ scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' })
    const { scenario, cause, variant } = failed.unsolved!
    for (const options of [{}, { scenario }, { scenario, cause, variant }]) {
      const { ticket, template } = begun({ customer: failed, ...options })
      expect(template).toBe(`${scenario}/${cause}/${variant}`)
      expect(ticket.hidden.past).toEqual({ failures: 1, comesBack: true, recovered: false })
    }
  })

  it('brings another case when the options name one, or when none is open', () => {
    const other = begun({ customer: failed, scenario: 'downgrade-v1' })
    expect(other.template).toMatch(/^downgrade-v1/)
    expect(other.ticket.hidden.past.comesBack).toBe(false)
    const drawn = new Set(
      Array.from({ length: 12 }, (_, seed) => begun({ customer: content }, seed).template.split('/')[0]),
    )
    expect(drawn.size).toBeGreaterThan(4)
  })

  it('brings no case that their kind is excluded from', () => {
    const catalogue = loadCatalogue()
    const excluded = catalogue.scenarios.slice(0, 20).map(({ id }) => id)
    const scenarios = catalogue.scenarios.map(scenario =>
      excluded.includes(scenario.id)
        ? { ...scenario, personas: { exclude: [content.persona.archetype] } }
        : scenario,
    )
    const env = makeEnv(ID, { scenarios: { ...catalogue, scenarios } })
    for (let seed = 0; seed < 40; seed++) {
      env.reset({ seed, options: { customer: content } })
      expect(excluded).not.toContain(env.snapshot().template.id.split('/')[0])
    }
  })

  it('brings any case where every one excludes their kind, at a reset and in an episode', () => {
    const catalogue = loadCatalogue()
    const { archetype } = content.persona
    const scenarios = [{ ...catalogue.scenario('duplicate-charge-v1'), personas: { exclude: [archetype] } }]
    const env = makeEnv(ID, { scenarios: { ...catalogue, scenarios }, tickets: 2 })
    env.reset({ seed: 1, options: { customer: content } })
    expect(env.snapshot().template.id).toMatch(/^duplicate-charge-v1/)
    const policy = policyNamed('playbook').make(1)
    let { observation, info } = env.reset({ seed: 1, options: { persona: archetype } })
    for (let done = false; !done; ) {
      const step = env.step(policy.act(observation, info).action)
      ;({ observation, info } = step)
      done = step.terminated
    }
    expect(env.report().earlier).toHaveLength(1)
  })

  it('differs in nothing from a new customer when there was nothing before', () => {
    for (let seed = 0; seed < 8; seed++) {
      const env = makeEnv(ID)
      env.reset({ seed })
      const { world, template } = env.snapshot()
      const [scenario, cause, variant] = template.id.split('/')
      const asked = (world.memory.series as { persona: string }).persona
      const persona = choosePersona(loadPersonaPack(), seed, { asked, excluded: [], model })
      const customer = newCustomer(persona, { seed, customer: world.tickets[0]!.customer }, model)
      const again = makeEnv(ID)
      again.reset({ seed, options: { customer, scenario: scenario!, cause: cause!, variant: variant! } })
      const { world: same } = again.snapshot()
      expect((same.memory.series as { customer: CustomerState }).customer).toEqual(customer)
      expect({ ...same, memory: null }).toEqual({ ...world, memory: null })
      const [left, leftAgain] = [env, again].map(each => {
        each.step({ type: 'close', resolution: 'unresolved' })
        return each.report().customer
      })
      expect(leftAgain).toEqual(left)
    }
  })
})

describe('the history', () => {
  it('is in view once the customer is looked up, like other customer data', () => {
    const { env, observation } = begun({ customer: failed })
    expect(observation.history).toBeNull()
    expect(env.step({ type: 'lookup_charges' }).observation.history).toBeNull()
    const { history } = env.step({ type: 'lookup_customer' }).observation
    expect(history).toEqual([
      {
        complaint: 'charged-twice',
        closedAs: 'resolved',
        reopened: expect.any(Boolean),
        daysAgo: expect.any(Number),
      },
    ])
    expect(history![0]!.daysAgo).toBeGreaterThanOrEqual(150)
    expect(lookedUp({}).history).toEqual([])
  })

  it('says how the desk closed the ticket, not how it was graded', () => {
    expect(JSON.stringify(lookedUp({ customer: failed }).history)).not.toMatch(
      /unresolved|cause|trust|failures/,
    )
  })

  it('has its place among the floats', () => {
    const env = makeEnv(ID, { observation: 'float' })
    env.reset({ seed: 40, options: { customer: failed } })
    const { names } = env.observationSpace.float
    const at = (floats: Float32Array, name: string): number => floats[names.indexOf(`history.${name}`)]!
    expect(at(env.observe(), 'tickets')).toBe(0)
    const { observation } = env.step({ type: 'lookup_customer' })
    expect(at(observation, 'tickets')).toBeCloseTo(1 / 8)
    expect(at(observation, 'last.days')).toBeGreaterThan(150 / 400)
    expect(at(observation, 'last.sameComplaint')).toBe(1)
    expect(at(observation, 'last.closedAs.resolved')).toBe(1)
    expect(at(observation, 'last.closedAs.abandoned')).toBe(0)
    expect(at(observation, 'last.reopened')).toBe(failed.history[0]!.reopened ? 1 : 0)
  })
})

describe('a reset refuses', () => {
  it.each([
    [
      'a customer who has left',
      { customer: { ...failed, churned: true } },
      /churned: true, who does not come back/,
    ],
    [
      'a persona on top',
      { customer: failed, persona: 'venter' },
      /a persona already: leave options.persona out/,
    ],
    ['what is no state', { customer: { ...failed, trust: 2 } }, /options.customer: .*trust: .*<=1/],
    [
      'a case that is not there',
      { customer: { ...failed, unsolved: { ...failed.unsolved!, scenario: 'duplicate-chrage-v1' } } },
      /duplicate-chrage-v1/,
    ],
  ] as [string, EpisodeOptions, RegExp][])('%s', (_, options, message) => {
    expect(() => makeEnv(ID).reset({ seed: 1, options })).toThrow(message)
  })
})
