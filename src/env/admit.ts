import { DAY_MS } from '../core/clock.ts'
import { invariant } from '../core/errors.ts'
import type { Action, BoundCall } from '../world/actions.ts'
import { ask, type Verdict } from '../world/station.ts'
import { schedule } from '../world/world.ts'
import { chartView, configurationOf, fail, requestOf, type Scene, send, tell } from './scene.ts'

/** Modified actions enter at the statechart again; this often at most. */
const MODIFICATIONS_MAX = 4

/**
 * The gate of a step: the statechart says whether the request is legal now, then the guardrails whether it may be
 * done. Returns the action to apply, or null when there is none: refused, denied, or waiting for approval.
 */
export function admit(scene: Scene, proposed: Action): Action | null {
  const { ticket, setting, passage } = scene
  let action = proposed
  for (let round = 0; round <= MODIFICATIONS_MAX; round++) {
    const request = requestOf(action.type)
    if (!setting.chart.can(configurationOf(ticket), request, chartView(ticket))) {
      fail(scene, action.type, {
        code: 'illegal_now',
        message: `${action.type} is not possible now (the conversation is ${ticket.record.phase}).`,
      })
      return null
    }
    passage.legal = true
    const verdict = judge(scene, action, false)
    if (verdict.kind === 'modify') action = verdict.action
    else if (verdict.kind === 'allow') {
      send(scene, request)
      return action
    } else {
      if (verdict.kind === 'approve') seekApproval(scene, action as BoundCall, verdict)
      else refuse(scene, action, verdict)
      return null
    }
  }
  invariant(false, `The guardrails modified ${proposed.type} more than ${MODIFICATIONS_MAX} times.`)
}

/** Whether a tool call may go through that is not proposed by the agent now: a follow-up's, or an approved one. */
export function clear(scene: Scene, action: Action, approved = false): action is BoundCall {
  const verdict = judge(scene, action, approved)
  if (verdict.kind === 'allow') return true
  if (verdict.kind !== 'modify') {
    const why = verdict.kind === 'approve' ? 'it needs approval' : verdict.why
    fail(scene, action.type, { code: 'denied', message: `Denied by ${verdict.rule}: ${why}` })
  }
  return false
}

const ALLOWED: Verdict = { kind: 'allow' }

/** Strongest first: what a rule forbids, no other can allow. */
const PRECEDENCE = ['terminate', 'deny', 'approve', 'modify', 'allow'] as const

function judge(scene: Scene, action: Action, approved: boolean): Verdict {
  const { world, ticket, setting, passage } = scene
  const verdicts = ask(setting.guardrails, world, { at: 'proposed', ticket, action, approved })
  if (verdicts.length === 0) return ALLOWED
  passage.verdicts.push(...verdicts)
  for (const kind of PRECEDENCE) {
    const found = verdicts.find(verdict => verdict.kind === kind)
    if (found !== undefined) return found
  }
  return ALLOWED
}

function refuse(
  scene: Scene,
  action: Action,
  verdict: Extract<Verdict, { kind: 'deny' | 'terminate' }>,
): void {
  scene.ticket.hidden.deniedAttempts += 1
  fail(scene, action.type, { code: 'denied', message: `Denied by ${verdict.rule}: ${verdict.why}` })
  if (verdict.kind === 'terminate') tell(scene, 'budget.exhausted')
}

function seekApproval(scene: Scene, action: BoundCall, verdict: Extract<Verdict, { kind: 'approve' }>): void {
  const { world, ticket, setting } = scene
  send(scene, requestOf(action.type))
  ticket.record.approval = { state: 'pending', action }
  tell(scene, 'approval.requested')
  const { latencyMs, granted } = setting.approver(world, ticket, action)
  const ttlMs = Math.min(verdict.ttlMs, 30 * DAY_MS)
  const decision = latencyMs <= ttlMs ? ({ kind: 'approval.decides', granted } as const) : null
  schedule(
    world,
    ticket,
    world.clock.nowMs + Math.min(latencyMs, ttlMs),
    decision ?? { kind: 'approval.expires' },
  )
}
