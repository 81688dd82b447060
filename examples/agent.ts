import type { Action, AgentAct, Observation } from 'supportgym'

/**
 * A small agent for "I was charged twice": verifies, reads the records, pays back what was really taken twice, tells
 * the truth, and closes. What the records do not answer it hands over.
 */
export function agent(observation: Observation): Action {
  const { messagesSent, verified, charges, subscriptions, accepted, said } = observation
  if (observation.phase === 'pendingApproval') return { type: 'wait', minutes: 10 }
  if (messagesSent === 0) return say({ act: 'greet' }, { act: 'empathize' })
  if (!verified) return { type: 'verify_identity' }
  if (charges === null) return { type: 'lookup_charges' }
  if (observation.invoices === null) return { type: 'lookup_invoices' }
  if (subscriptions === null) return { type: 'lookup_subscriptions' }

  const finding = find(observation)
  if (finding === null) return { type: 'escalate', team: 'billing', summary: 'The records show one charge.' }
  const { refund, cancel, explain } = finding
  if (refund !== null && observation.refundedCents === 0) {
    return { type: 'issue_refund', ...refund, reason: 'duplicate' }
  }
  if (cancel !== null && observation.done.cancellation === 0) {
    return { type: 'cancel_subscription', subscriptionId: cancel, when: 'now' }
  }
  const told = said.confirm ?? 0
  if (told === 0 || (!accepted && told < 3)) return say(...explain, { act: 'confirm' })
  return { type: 'close', resolution: 'resolved' }
}

interface Finding {
  readonly refund: { readonly chargeId: string; readonly amountCents: number } | null
  readonly cancel: string | null
  readonly explain: readonly AgentAct[]
}

/** The three ways to look as if charged twice: a hold, the same invoice paid twice, and a second subscription. */
function find({ charges, subscriptions }: Observation): Finding | null {
  if (charges!.some(({ status }) => status === 'authorized')) {
    return { refund: null, cancel: null, explain: [{ act: 'explain', topic: 'hold-expires' }] }
  }
  const second = charges!.find(
    ({ invoiceId }, index) =>
      invoiceId !== null && charges!.slice(index + 1).some(other => other.invoiceId === invoiceId),
  )
  if (second !== undefined) {
    return { refund: wholeOf(second), cancel: null, explain: reasons('duplicate-charge') }
  }
  const [newest, older] = subscriptions!.filter(({ status }) => status === 'active')
  const charge = charges!.find(({ subscriptionId }) => subscriptionId === newest?.id)
  if (newest === undefined || older === undefined || charge === undefined) return null
  return { refund: wholeOf(charge), cancel: newest.id, explain: reasons('two-subscriptions') }
}

function reasons(topic: 'duplicate-charge' | 'two-subscriptions'): readonly AgentAct[] {
  return [{ act: 'apologize' }, { act: 'explain', topic }, { act: 'explain', topic: 'refund-timing' }]
}

function wholeOf({ id, amountCents }: NonNullable<Observation['charges']>[number]): Finding['refund'] {
  return { chargeId: id, amountCents }
}

function say(...acts: readonly AgentAct[]): Action {
  return { type: 'reply', acts: [...acts] }
}
