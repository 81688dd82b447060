import { describe, expect, test } from 'vitest'
import { guardrails, simulatedApprover, type Usage } from '../../src/guardrails/index.ts'
import { cap, type Rule, requires } from '../../src/index.ts'
import type { Action } from '../../src/world/actions.ts'
import type { Verdict } from '../../src/world/station.ts'
import { envWith, seedsFrom } from '../evaluation/play.ts'

const refund = (amountCents: number): Action => ({
  type: 'issue_refund',
  chargeId: 'ch_x',
  amountCents,
  reason: 'duplicate',
})

/** A station with a world to ask about: verdicts on refunds, and what became of them. */
function desk(rules: readonly Rule[]) {
  const env = envWith()
  env.reset({ seed: 1 })
  const { world } = env.snapshot()
  const ticket = world.tickets[0]!
  const station = guardrails(rules)
  const memory = station.initial() as Usage
  return {
    memory,
    propose: (amountCents: number, approved = false): readonly Verdict[] =>
      station.run(world, memory, { at: 'proposed', ticket, action: refund(amountCents), approved }),
    settle: (amountCents: number, spent: boolean) =>
      station.run(world, memory, { at: 'settled', ticket, action: refund(amountCents), spent }),
  }
}

describe('a cap on refunds', () => {
  test('reserves what waits for approval, so that two pending refunds cannot both pass', () => {
    const { propose } = desk([cap('refund', { perTicket: 3_000, perDay: 8_000 })])
    expect(propose(5_000).map(({ kind }) => kind)).toEqual(['approve'])
    expect(propose(5_000).map(({ kind }) => kind)).toEqual(['deny'])
  })

  test('is checked again when an approval resumes, against what was spent meanwhile', () => {
    const { propose, settle } = desk([cap('refund', { perTicket: 3_000, perDay: 8_000 })])
    propose(5_000)
    propose(3_000)
    settle(3_000, true)
    expect(propose(5_000, true)).toEqual([])
    settle(5_000, true)
    expect(propose(1).map(({ kind }) => kind)).toEqual(['deny'])
  })

  test('counts what the ticket has refunded so far, so that parts pass no more than the whole', () => {
    const { propose, settle } = desk([cap('refund', { perTicket: 3_000, perDay: 8_000 })])
    expect(propose(2_000)).toEqual([])
    settle(2_000, true)
    expect(propose(1_000)).toEqual([])
    settle(1_000, true)
    expect(propose(1).map(({ kind }) => kind)).toEqual(['approve'])
  })

  test('counts what is reserved, and not what did not go through', () => {
    const { propose, settle } = desk([cap('refund', { perTicket: 3_000, perDay: 8_000 })])
    expect(propose(2_000)).toEqual([])
    expect(propose(2_000).map(({ kind }) => kind)).toEqual(['approve'])
    settle(2_000, false)
    settle(2_000, false)
    expect(propose(3_000)).toEqual([])
  })

  test('says in its words that the refunds of a ticket count together', () => {
    const { text } = cap('refund', { perTicket: 3_000, perDay: 8_000 })
    expect(text).toMatch(/those of a ticket together above \$30\.00 needs approval/)
  })

  test('frees what was reserved and not spent', () => {
    const { propose, settle, memory } = desk([cap('refund', { perTicket: 9_000, perDay: 8_000 })])
    propose(8_000)
    settle(8_000, false)
    expect(memory.reservedCents).toBe(0)
    expect(propose(8_000)).toEqual([])
  })
})

test('a rule that throws denies, and says why', () => {
  const broken: Rule = {
    id: 'broken',
    text: '',
    blocks: () => false,
    check: () => {
      throw new Error('no data')
    },
  }
  expect(desk([broken]).propose(1)).toEqual([
    { kind: 'deny', rule: 'broken', why: 'the rule failed: no data' },
  ])
})

test('a requirement masks the action until it is met, and the policy text names it', () => {
  const env = envWith({ guardrails: [requires('issue_refund').after('verify_identity')] })
  env.reset({ seed: 3, options: { scenario: 'duplicate-charge-v1' } })
  const before = env.step({ type: 'lookup_charges' }).observation
  expect(before.available).not.toContain('issue_refund')
  expect(before.policyText).toContain('issue_refund')
  expect(env.step({ type: 'verify_identity' }).observation.available).toContain('issue_refund')
})

test('what is denied costs, changes no money, and is an observation', () => {
  const env = envWith()
  env.reset({ seed: 3, options: { scenario: 'duplicate-charge-v1' } })
  const chargeId = env.step({ type: 'lookup_charges' }).observation.charges![0]!.id
  const before = env.snapshot().world.books
  const { observation, info } = env.step({
    type: 'issue_refund',
    chargeId,
    amountCents: 100,
    reason: 'duplicate',
  })
  expect(observation.toolResult).toMatchObject({ ok: false, code: 'denied' })
  expect(info.costs).toMatchObject({ cost_policy: 1, cost: 1 })
  expect(env.snapshot().world.books).toEqual(before)
})

test('a refund above the limit waits for the approver, whose answer takes minutes and then carries it out', () => {
  const env = envWith()
  const seed = seedsFrom(970_000, 50).find(candidate => {
    env.reset({ seed: candidate, options: { scenario: 'refund-out-of-window-v1', cause: 'in-window' } })
    return env.step({ type: 'verify_identity' }).terminated === false
  })!
  env.reset({ seed, options: { scenario: 'refund-out-of-window-v1', cause: 'in-window' } })
  env.step({ type: 'verify_identity' })
  const charge = env.step({ type: 'lookup_charges' }).observation.charges![0]!
  let step = env.step({
    type: 'issue_refund',
    chargeId: charge.id,
    amountCents: charge.amountCents,
    reason: 'requested_by_customer',
  })
  expect(step.observation.phase).toBe('pendingApproval')
  expect(step.info.verdicts.map(({ kind }) => kind)).toEqual(['approve'])
  expect(step.observation.available).not.toContain('issue_refund')
  const askedAtMs = step.info.clockMs
  while (!step.terminated && step.observation.phase === 'pendingApproval')
    step = env.step({ type: 'wait', minutes: 5 })
  expect(['granted', 'denied']).toContain(step.observation.approval.state)
  expect(step.info.clockMs).toBeGreaterThan(askedAtMs + 60_000)
  if (step.observation.approval.state === 'granted')
    expect(step.observation.refundedCents).toBe(charge.amountCents)
})

test('a refund in parts waits for the approver as soon as the parts together are above the limit', () => {
  const env = envWith()
  env.reset({ seed: 970_001, options: { scenario: 'large-refund-v1', cause: 'overbilled' } })
  env.step({ type: 'verify_identity' })
  const chargeId = env.step({ type: 'lookup_charges' }).observation.charges![0]!.id
  const part = { type: 'issue_refund', chargeId, reason: 'requested_by_customer' } as const
  expect(env.step({ ...part, amountCents: 9_000 }).observation.refundedCents).toBe(9_000)
  const second = env.step({ ...part, amountCents: 6_000 })
  expect(second.info.verdicts).toMatchObject([{ kind: 'approve', rule: 'cap.refund' }])
  expect(second.observation.phase).toBe('pendingApproval')
})

test('the approver is right nearly always, and takes its time', () => {
  const env = envWith()
  const decisions = seedsFrom(980_000, 300).map(seed => {
    env.reset({ seed, options: { scenario: 'refund-out-of-window-v1', cause: 'out-of-window' } })
    const { world } = env.snapshot()
    return simulatedApprover(world, world.tickets[0]!, refund(19_000))
  })
  const granted = decisions.filter(decision => decision.granted).length / decisions.length
  expect(granted).toBeGreaterThan(0)
  expect(granted).toBeLessThan(0.1)
  expect(decisions.every(({ latencyMs }) => latencyMs > 0 && Number.isInteger(latencyMs))).toBe(true)
})
