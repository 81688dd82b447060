import { MINUTE_MS } from '../core/clock.ts'
import { loseTrust, outburst, passTime } from '../personas/index.ts'
import { decide } from '../world/noise.ts'
import { ask } from '../world/station.ts'
import { type Due, isPastDue, schedule } from '../world/world.ts'
import { clear } from './admit.ts'
import { checkPromise, keepPromises } from './promises.ts'
import { bill, fail, hear, type Scene, tell } from './scene.ts'
import { write } from './writes.ts'

/** Lets minutes pass: what is due on the way happens in order, and the customer waits, or leaves. */
export function elapse(scene: Scene, minutes: number, as: 'waiting' | 'busy' = 'waiting'): void {
  const { world, ticket, passage } = scene
  const { model } = scene.setting
  const untilMs = world.clock.nowMs + Math.round(minutes * MINUTE_MS)
  while (!passage.ended && world.clock.nowMs < untilMs) {
    const due = world.due[0]
    const toMs = due === undefined ? untilMs : Math.min(untilMs, Math.max(due.atMs, world.clock.nowMs))
    const { elapsedMs, left } = passTime(ticket, { fromMs: world.clock.nowMs, toMs, as }, model)
    world.clock.nowMs += elapsedMs
    ticket.record.minutes = (world.clock.nowMs - ticket.record.assignedAtMs) / MINUTE_MS
    if (left) leave(scene)
    else if (due !== undefined && due.atMs <= world.clock.nowMs) fire(scene, due)
  }
}

/** The customer gives up: most say nothing. */
export function leave(scene: Scene): void {
  const { world, ticket, setting } = scene
  ticket.hidden.leftSilently = decide(world, ticket, 'silentLeave') < ticket.traits.leavesSilently
  ticket.record.customerLeft = true
  if (!ticket.hidden.leftSilently)
    hear(scene, outburst(world, ticket, { act: 'leave', model: setting.model }))
  tell(scene, 'customer.left')
}

/** Something that was scheduled happens, and is reported where it is a signal. */
export function fire(scene: Scene, due: Due): void {
  const { world, ticket, setting, passage } = scene
  world.due = world.due.slice(1)
  happen(scene, due)
  passage.signals.push(...ask(setting.signals, world, { at: 'due', ticket, due }))
}

function happen(scene: Scene, due: Due): void {
  const { ticket, setting } = scene
  switch (due.kind) {
    case 'refund.settles':
      settleRefund(scene, due.refund)
      return
    case 'refund.returns':
      returnRefund(scene, due.refund)
      return
    case 'approval.decides':
    case 'approval.expires':
      decideApproval(scene, due)
      return
    case 'promise.falls_due':
      checkPromise(scene, due.promise)
      return
    case 'follow_up.runs':
      keepPromises(scene, 'follow_up')
      ticket.hidden.followUpLeakCents =
        due.call !== null && clear(scene, due.call) ? write(scene, due.call).leakCents : 0
      tell(scene, 'follow_up.made')
      return
    case 'case.discovered':
      loseTrust(ticket, setting.model)
      return
    case 'ticket.reopens':
      ticket.hidden.reopened = true
      return
    case 'customer.churns':
      ticket.hidden.churnedAtMs = due.atMs
      return
    case 'dunning.ends':
      if (isPastDue(scene.world, ticket)) ticket.hidden.churnedAtMs = due.atMs
      return
    case 'chargeback.filed':
      bill(scene, { type: 'dispute.open', charge: due.charge, amountCents: null }, 'system')
      return
    case 'chargeback.decided':
      // Only a dispute that was countered can be won.
      if (due.won) bill(scene, { type: 'dispute.respond', dispute: due.dispute }, 'system')
      bill(scene, { type: 'dispute.close', dispute: due.dispute, won: due.won }, 'system')
      return
    case 'dispute.decided':
      decideDispute(scene, due)
      return
    case 'inquiry.ends':
      endInquiry(scene, due.inquiry)
      return
    case 'payment_method.attached':
      attachPaymentMethod(scene, due.last4)
      return
    default:
      return // a signal and nothing else: the signals station reports it
  }
}

/** The bank decides a dispute that was open at the contact: what nobody countered is lost. */
function decideDispute(scene: Scene, { dispute, won }: Extract<Due, { kind: 'dispute.decided' }>): void {
  const { status } = scene.world.books.disputes[dispute]!
  bill(scene, { type: 'dispute.close', dispute, won: won && status === 'under_review' }, 'system')
}

/** The bank's question is settled by an answer or by the money; without either it becomes a dispute, and is lost. */
function endInquiry(scene: Scene, inquiry: number): void {
  const { world, ticket } = scene
  const { books } = world
  const { status, charge } = books.inquiries[inquiry]!
  const { capturedCents, refundedCents } = books.charges[charge]!
  if (status === 'warning_under_review' || refundedCents === capturedCents) {
    bill(scene, { type: 'inquiry.close', inquiry }, 'system')
    return
  }
  const disputed = bill(scene, { type: 'inquiry.escalate', inquiry }, 'system')
  if (!disputed.ok) return
  const dispute = disputed.ordinal
  const { decidesAtMs } = books.disputeCases.find(each => each.dispute === dispute)!
  schedule(world, ticket, decidesAtMs, { kind: 'dispute.decided', dispute, won: false })
}

/** The customer has entered a new payment method, and says so while somebody listens. */
function attachPaymentMethod(scene: Scene, last4: string): void {
  const { world, ticket, setting, passage } = scene
  const { customer } = ticket
  const method = { customer, brand: 'visa', last4, behaviour: 'normal' } as const
  bill(scene, { type: 'payment_method.attach', ...method }, 'system')
  tell(scene, 'payment_method.attached')
  if (passage.ended || ticket.hidden.closedAtMs !== null) return
  hear(scene, outburst(world, ticket, { act: 'answer', model: setting.model }))
}

function settleRefund(scene: Scene, refund: number): void {
  bill(scene, { type: 'refund.settle', refund }, 'system')
  const { status } = scene.world.books.refunds[refund]!
  tell(scene, status === 'failed' ? 'refund.failed' : 'refund.settled')
  if (status === 'failed') tell(scene, 'remedy.failed')
}

/** The bank sends back what had arrived. */
function returnRefund(scene: Scene, refund: number): void {
  bill(scene, { type: 'refund.fail_late', refund }, 'system')
  tell(scene, 'refund.failed')
  tell(scene, 'remedy.failed')
}

function decideApproval(
  scene: Scene,
  due: Extract<Due, { kind: 'approval.decides' | 'approval.expires' }>,
): void {
  const { record, hidden } = scene.ticket
  const { action, state } = record.approval
  // What was still waiting when the case ended is dropped, whenever the settlement comes to it.
  if (state !== 'pending' || action === null || scene.passage.ended || hidden.closedAtMs !== null) return
  const granted = due.kind === 'approval.decides' && due.granted
  const reached = due.kind === 'approval.expires' ? 'expired' : granted ? 'granted' : 'denied'
  record.approval = { state: reached, action }
  tell(scene, `approval.${reached}`)
  if (granted) {
    if (clear(scene, action, true)) scene.passage.leakCents += write(scene, action).leakCents
  } else {
    ask(scene.setting.guardrails, scene.world, { at: 'settled', ticket: scene.ticket, action, spent: false })
    fail(scene, action.type, { code: `approval_${reached}`, message: `The approval was ${reached}.` })
  }
}
