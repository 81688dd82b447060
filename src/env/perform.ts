import type { Action, ActionType, BoundCall } from '../world/actions.ts'
import { close, escalate, scheduleFollowUp, wait } from './flow.ts'
import { requestOutside } from './outside.ts'
import {
  lookUpCustomer,
  lookUpList,
  lookUpPolicy,
  nextPage,
  quoteCancellation,
  quoteChange,
  searchKnowledgeBase,
  verifyIdentity,
} from './reads.ts'
import { reply } from './replies.ts'
import type { Scene } from './scene.ts'
import { resendInvoice, sendPaymentLink } from './sends.ts'
import { waitForNextSignal } from './settle.ts'
import { elapse } from './time.ts'
import { applyFix, runDiagnostic } from './troubleshoot.ts'
import { write } from './writes.ts'

type ActionOf<Type extends ActionType> = Extract<Action, { type: Type }>
type Performers = { readonly [Type in ActionType]: (scene: Scene, action: ActionOf<Type>) => void }

const WRITE_MINUTES = 0.5

/** How each action is done. A new action is a line here, one in the schema, and one in the chart. */
const performers: Performers = {
  reply,
  lookup_customer: lookUpCustomer,
  lookup_subscriptions: scene => lookUpList(scene, 'subscriptions'),
  lookup_invoices: scene => lookUpList(scene, 'invoices'),
  lookup_charges: scene => lookUpList(scene, 'charges'),
  lookup_refunds: scene => lookUpList(scene, 'refunds'),
  lookup_disputes: scene => lookUpList(scene, 'disputes'),
  lookup_policy: lookUpPolicy,
  search_knowledge_base: searchKnowledgeBase,
  next_page: nextPage,
  verify_identity: verifyIdentity,
  quote_cancellation: quoteCancellation,
  quote_change: quoteChange,
  issue_refund: writeInPerson,
  apply_credit: writeInPerson,
  cancel_subscription: writeInPerson,
  change_plan: writeInPerson,
  change_seats: writeInPerson,
  retry_payment: writeInPerson,
  void_invoice: writeInPerson,
  issue_credit_note: writeInPerson,
  apply_promotion: writeInPerson,
  answer_dispute: writeInPerson,
  send_payment_link: sendPaymentLink,
  resend_invoice: resendInvoice,
  run_diagnostic: runDiagnostic,
  apply_fix: applyFix,
  billing_request: requestOutside,
  escalate,
  schedule_follow_up: scheduleFollowUp,
  wait,
  close,
  wait_for_next_signal: waitForNextSignal,
}

/** Does an admitted action. */
export function perform(scene: Scene, action: Action): void {
  const performer = performers[action.type] as (scene: Scene, action: Action) => void
  performer(scene, action)
}

function writeInPerson(scene: Scene, action: BoundCall): void {
  const { leakCents, minutes } = write(scene, action)
  scene.passage.leakCents += leakCents
  elapse(scene, WRITE_MINUTES + minutes)
}
