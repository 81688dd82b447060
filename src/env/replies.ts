import { MINUTE_MS } from '../core/clock.ts'
import { append } from '../core/log.ts'
import {
  answer,
  appraise,
  type Experience,
  isOutOfPatience,
  replyDelayMinutes,
  takeTurn,
} from '../personas/index.ts'
import { isLiveSinceContact, truthOf } from '../scenarios/index.ts'
import type { Action } from '../world/actions.ts'
import { type AgentAct, actKey, type Claim, type Remedy, type Slot } from '../world/acts.ts'
import { deeds } from '../world/deeds.ts'
import { schedule, type Ticket, type World } from '../world/world.ts'
import { hear, type Scene, tell } from './scene.ts'
import { elapse, leave } from './time.ts'
import { knowledgeOf } from './troubleshoot.ts'

/** Minutes that saying it takes. */
const ACT_MINUTES: Readonly<Record<AgentAct['act'], number>> = {
  greet: 0.3,
  acknowledge: 0.5,
  empathize: 0.5,
  apologize: 0.5,
  ask: 1.5,
  explain: 1,
  promise: 0.5,
  offer: 0.5,
  refuse: 1,
  confirm: 0.5,
  close_politely: 0.3,
}

/** Sends a message: the customer lives through it, may give up over it, and otherwise answers. */
export function reply(scene: Scene, action: Extract<Action, { type: 'reply' }>): void {
  const { world, ticket, passage } = scene
  const { model } = scene.setting
  elapse(
    scene,
    action.acts.reduce((sum, act) => sum + ACT_MINUTES[act.act], 0),
  )
  if (passage.ended) return
  const asked = firstUnknownSlot(scene, action.acts)
  const experiences = action.acts.map(act => say(scene, act))
  const text = action.text ?? null
  world.transcript = append(world.transcript, {
    from: 'agent',
    atMs: world.clock.nowMs,
    acts: action.acts,
    text,
  })
  ticket.record.messagesSent += 1
  touch(scene)
  tell(scene, 'message.sent')
  if (action.acts.some(act => act.act === 'explain')) tell(scene, 'case.explained')
  appraise(ticket, experiences, model)
  tell(scene, 'customer.appraised')
  takeTurn(ticket, model)
  if (!passage.ended && isOutOfPatience(ticket)) leave(scene)
  if (passage.ended) return
  elapse(scene, replyDelayMinutes(world, ticket, model), 'busy')
  if (passage.ended) return
  const stated = action.acts.some(act => STATEMENTS.has(act.act))
  const knows = knowledgeOf(scene, asked)
  hear(scene, answer(world, ticket, { prompted: { asked, stated }, knows, model }))
  touch(scene)
}

/** What a customer accepts or doubts. */
const STATEMENTS: ReadonlySet<AgentAct['act']> = new Set(['explain', 'promise', 'offer', 'refuse', 'confirm'])

/** The agent and the customer are in contact: silence starts again from here. */
function touch(scene: Scene): void {
  scene.ticket.mood.lastContactMs = scene.world.clock.nowMs
  scene.ticket.mood.hasNudged = false
}

function firstUnknownSlot(scene: Scene, acts: readonly AgentAct[]): Slot | null {
  const { told } = scene.ticket.record
  const question = acts.find(act => act.act === 'ask' && told[act.slot] === undefined)
  return question?.act === 'ask' ? question.slot : null
}

/** Says one act: the record counts it, and what is true of it decides what the customer lives through. */
function say(scene: Scene, act: AgentAct): Experience {
  const { record } = scene.ticket
  const key = actKey(act)
  const repeat = record.said[key] ?? 0
  record.said = { ...record.said, [key]: repeat + 1 }
  switch (act.act) {
    case 'greet':
    case 'acknowledge':
    case 'empathize':
    case 'apologize':
      return { kind: act.act, repeat }
    case 'ask':
      return record.told[act.slot] !== undefined || repeat > 0
        ? { kind: 'ask_known', repeat: 0 }
        : { kind: 'ask_new', repeat }
    case 'explain':
      return explain(scene, act, repeat)
    case 'promise':
      return promise(scene, act, repeat)
    case 'offer':
      if (!record.offered.includes(act.remedy)) record.offered = [...record.offered, act.remedy]
      return { kind: 'promise', repeat }
    case 'refuse':
      if (act.why === 'already_refunded') disclose(scene)
      return { kind: isRightRefusal(scene) ? 'refuse_explained' : 'refuse_bare', repeat }
    case 'confirm':
      return confirm(scene, act.claim, repeat)
    case 'close_politely':
      return { kind: 'close', repeat }
  }
}

function explain(scene: Scene, act: Extract<AgentAct, { act: 'explain' }>, repeat: number): Experience {
  const { world, ticket, template } = scene
  const truth = truthOf(world, template, act.topic)
  if (!template.generalTopics.includes(act.topic)) disclose(scene)
  if (!ticket.record.explained.includes(act.topic)) {
    ticket.record.explained = [...ticket.record.explained, act.topic]
  }
  if (truth === 'untrue') ticket.hidden.misinformed += 1
  if (truth !== 'relevant') return { kind: 'explain_wrong', repeat }
  if (!ticket.hidden.explained.includes(act.topic)) {
    ticket.hidden.explained = [...ticket.hidden.explained, act.topic]
  }
  return { kind: 'explain_true', repeat }
}

function promise(scene: Scene, act: Extract<AgentAct, { act: 'promise' }>, repeat: number): Experience {
  const { world, ticket } = scene
  const { nowMs, step } = world.clock
  const dueAtMs = nowMs + act.byWhenMinutes * MINUTE_MS
  const made = { what: act.what, madeAtMs: nowMs, dueAtMs, step, state: 'open' } as const
  schedule(world, ticket, dueAtMs, { kind: 'promise.falls_due', promise: ticket.record.promises.length })
  ticket.record.promises = [...ticket.record.promises, made]
  ticket.mood.hasEstimate = true
  return { kind: 'promise', repeat }
}

/** A refusal is explained when the customer heard why, and it is true that nothing is owed. */
function isRightRefusal(scene: Scene): boolean {
  const { hidden } = scene.ticket
  return hidden.explained.length > 0 && hidden.entitledCents === 0
}

/**
 * Confirming tells of what was done since the last time; with nothing new, it states where the case stands, which is
 * true when the customer has heard the true reason or was told of a remedy before, and a false claim otherwise.
 */
function confirm(scene: Scene, claim: Claim | undefined, repeat: number): Experience {
  const { ticket, template } = scene
  const { hidden, record } = ticket
  if (claim !== undefined && !isBorneOut(scene, claim)) return confirmFalsely(scene, repeat)
  const movedCents = record.refundedCents + record.creditedCents
  const newCents = movedCents - hidden.toldCents
  const news = record.done === hidden.told ? [] : deeds.filter(deed => record.done[deed] > hidden.told[deed])
  hidden.toldCents = movedCents
  hidden.told = record.done
  if (newCents > 0 || news.length > 0) disclose(scene)
  if (newCents > 0) {
    const ratio = hidden.lossCents > 0 ? newCents / hidden.lossCents : 0
    return isWelcome(scene, ratio) ? { kind: 'remedy', repeat: 0, ratio } : { kind: 'remedy_beside', repeat }
  }
  if (news.length > 0) {
    return {
      kind: news.some(deed => template.wants.includes(deed)) ? 'confirm_true' : 'remedy_beside',
      repeat,
    }
  }
  const isFixed = Object.values(record.tried).includes('worked')
  const stands = hidden.explained.length > 0 && (hidden.entitledCents === 0 || movedCents > 0)
  const isDone = template.wants.some(deed => record.done[deed] > 0)
  if (stands || movedCents > 0 || isDone || isFixed) return { kind: 'confirm_true', repeat }
  return confirmFalsely(scene, repeat)
}

function confirmFalsely({ ticket, passage }: Scene, repeat: number): Experience {
  ticket.hidden.falseConfirms += 1
  passage.falseConfirms += 1
  return { kind: 'confirm_false', repeat }
}

/** Whether the agent's own tool calls did what it says, and what they moved still stands, all in all or at once. */
function isBorneOut({ world, ticket }: Scene, { what, amountCents }: Claim): boolean {
  const { record } = ticket
  if (what !== 'refund' && what !== 'credit') return record.done[what] > 0
  const parts = what === 'refund' ? refundsTo(ticket, world) : creditsTo(ticket, world)
  const liveCents = parts.reduce((sum, cents) => sum + cents, 0)
  const movedCents = what === 'refund' ? Math.min(record.refundedCents, liveCents) : record.creditedCents
  return movedCents > 0 && (amountCents === undefined || [movedCents, ...parts].includes(amountCents))
}

/** Cents of each refund to the customer since the contact that has neither failed nor been canceled. */
function refundsTo({ customer }: Ticket, { books }: World): readonly number[] {
  return books.refunds
    .filter(refund => isLiveSinceContact(refund) && books.charges[refund.charge]!.customer === customer)
    .map(refund => refund.amountCents)
}

/** Cents of each credit given to the customer since the contact. */
function creditsTo({ customer }: Ticket, { books }: World): readonly number[] {
  return books.credits
    .filter(credit => credit.createdAtMs >= 0 && credit.customer === customer)
    .map(credit => credit.amountCents)
}

/** Whether the customer takes the remedy: refunds where accepted, credit where it is enough. */
function isWelcome(scene: Scene, ratio: number): boolean {
  const { template, ticket } = scene
  const remedy: Remedy = ticket.record.refundedCents > 0 ? 'refund' : 'credit'
  const accepted = template.accepts.find(candidate => candidate.remedy === remedy)
  return accepted !== undefined && (remedy === 'refund' || ratio * 100 >= accepted.atLeastPercent - 1)
}

/** Account facts are told: a breach of privacy unless it was verified that this is who pays for the account. */
function disclose(scene: Scene): void {
  const { ticket, passage } = scene
  if (ticket.record.requester === 'payer') return
  ticket.hidden.disclosedBeforeVerified += 1
  passage.disclosures += 1
}
