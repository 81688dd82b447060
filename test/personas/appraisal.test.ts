import { describe, expect, test } from 'vitest'
import { power } from '../../src/core/math.ts'
import { apologyWorth, appraise, compensationWorth, passTime } from '../../src/personas/index.ts'
import { loadCustomerModel } from '../../src/scenarios/index.ts'
import type { Ticket } from '../../src/world/world.ts'
import { envWith } from '../evaluation/play.ts'

const model = loadCustomerModel()

/** A ticket at first contact, with the given traits and the mood at hand to look at. */
function ticketWith(traits: Partial<Ticket['traits']> = {}, blame = 1): Ticket {
  const env = envWith()
  env.reset({ seed: 5, options: { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' } })
  const ticket = env.snapshot().world.tickets[0]!
  return {
    ...ticket,
    traits: {
      ...ticket.traits,
      patience: 0.5,
      tech: 0.5,
      volatility: 0.5,
      rapport: 0.5,
      lossAversion: 2,
      ...traits,
    },
    hidden: { ...ticket.hidden, blame, urgency: 0.5 },
    mood: { ...ticket.mood, anger: 0.4, expectation: 0.5, effort: 0, belief: 0, trust: 0.5 },
  }
}

describe('an apology', () => {
  test('is worth first · decay^(n−1) · blame, less the excess for each beyond the free ones', () => {
    const { first, decay, free, excess } = model.apology
    expect(apologyWorth(1, 1, model)).toBeCloseTo(first, 12)
    expect(apologyWorth(2, 0.5, model)).toBeCloseTo(first * decay * 0.5, 12)
    expect(apologyWorth(free + 2, 1, model)).toBeCloseTo(first * power(decay, free + 1) - 2 * excess, 12)
  })

  test('without blame calms nobody, and with it does', () => {
    const guilty = ticketWith({}, 1)
    const innocent = ticketWith({}, 0)
    appraise(guilty, [{ kind: 'apologize', repeat: 0 }], model)
    appraise(innocent, [{ kind: 'apologize', repeat: 0 }], model)
    expect(guilty.mood.anger).toBeLessThan(0.4)
    expect(innocent.mood.anger).toBeCloseTo(0.4, 12)
  })
})

test('compensation pays to 150 % of the loss, then turns', () => {
  expect(compensationWorth(1, model)).toBeCloseTo(1, 12)
  expect(compensationWorth(1.5, model)).toBeCloseTo(1.15, 12)
  expect(compensationWorth(2, model)).toBeLessThan(compensationWorth(1.5, model))
})

test('a remedy told is appraised by the written formula', () => {
  const ticket = ticketWith()
  const value = appraise(ticket, [{ kind: 'remedy', repeat: 0, ratio: 1 }], model)
  const { remedy } = model.acts
  const of = model.justice
  const q =
    of.distributive * remedy.distributive +
    of.interactional * remedy.interactional +
    of.procedural * remedy.procedural
  const v = power(q - model.disconfirmation.expectation * 0.5, model.value.exponent)
  expect(value).toBeCloseTo(v, 12)
  expect(ticket.mood.anger).toBeCloseTo(0.4 - model.anger.relief * v * (model.anger.reliefBase + 0.4), 12)
  expect(ticket.mood.belief).toBeCloseTo(remedy.belief, 12)
})

test('losses loom larger by the loss aversion of the persona', () => {
  const mild = appraise(ticketWith({ lossAversion: 1.3 }), [{ kind: 'refuse_bare', repeat: 0 }], model)
  const strong = appraise(ticketWith({ lossAversion: 2.3 }), [{ kind: 'refuse_bare', repeat: 0 }], model)
  expect(strong / mild).toBeCloseTo(2.3 / 1.3, 12)
})

test('what is good is worth half with each repetition', () => {
  const [first, third] = [0, 2].map(repeat => {
    const ticket = ticketWith()
    appraise(ticket, [{ kind: 'acknowledge', repeat }], model)
    return ticket.mood.justice.interactional
  })
  expect(third! / first!).toBeCloseTo(0.25, 12)
})

test('kind words are worth more to who needs rapport, and are in the way of the brisk', () => {
  const warm = appraise(ticketWith({ rapport: 0.8 }), [{ kind: 'empathize', repeat: 0 }], model)
  const brisk = appraise(ticketWith({ rapport: 0.1 }), [{ kind: 'empathize', repeat: 0 }], model)
  expect(warm).toBeGreaterThan(0)
  expect(brisk).toBeLessThan(0)
})

test('waiting beyond one’s patience angers, more so without an estimate; being busy does not', () => {
  const wait = (hasEstimate: boolean, as: 'waiting' | 'busy'): Ticket => {
    const ticket = ticketWith({ patience: 0.2 })
    Object.assign(ticket.mood, { hasEstimate, lastContactMs: 0, hazard: -100, baseline: 0.1 })
    passTime(ticket, { fromMs: 0, toMs: 30 * 60_000, as }, model)
    return ticket
  }
  expect(wait(false, 'waiting').mood.anger).toBeGreaterThan(wait(true, 'waiting').mood.anger)
  expect(wait(true, 'waiting').mood.anger).toBeGreaterThan(wait(true, 'busy').mood.anger)
  expect(wait(false, 'waiting').mood.hazard).toBeGreaterThan(-100)
  expect(wait(false, 'busy').mood.hazard).toBe(-100)
})
