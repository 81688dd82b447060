import { discreteIndex, type Observation } from '../env/index.ts'
import type { Action } from '../world/actions.ts'
import { actKey } from '../world/acts.ts'
import type { Policy, PolicyEntry } from './policy.ts'

/** Rows a list shows at once. */
const PAGE_ROWS = 8

/**
 * A structured policy limited to the discrete face: its replies are said one act at a time, its targets are looked up
 * on the screen first. What the discrete face cannot express makes it escalate, as a desk would.
 */
export function onDiscreteFace(entry: PolicyEntry): PolicyEntry {
  return {
    ...entry,
    id: `${entry.id}-discrete`,
    about: `${entry.about} Limited to the discrete face.`,
    make: seed => limited(entry.make(seed)),
  }
}

function limited(policy: Policy): Policy {
  let toSay: string[] = []
  let ticket = 0
  return {
    act(observation, info) {
      const canSpeak = observation.available.includes('reply')
      if (!canSpeak || info.ticket !== ticket) toSay = []
      ticket = info.ticket
      const said = toSay.shift()
      if (said !== undefined) return { action: discreteIndex(said), propensity: 1 }
      const { action, propensity } = policy.act(observation, info)
      if (typeof action === 'number') return { action, propensity }
      const [first, ...rest] = namesOf(action, observation)
      toSay = rest
      return { action: discreteIndex(first ?? 'escalate.billing'), propensity }
    },
  }
}

/** Names of the discrete actions that do what the structured one does, or that lead there; empty if there are none. */
function namesOf(action: Action, observation: Observation): string[] {
  switch (action.type) {
    case 'reply':
      return action.acts.map(act => `reply.${actKey(act)}`)
    case 'issue_refund':
      return refundName(action, observation)
    case 'apply_credit': {
      const amount = amountName(action.amountCents, observation, observation.charges?.[0])
      return amount === null ? [] : [`apply_credit.${amount}`]
    }
    case 'quote_cancellation':
      return onRow('subscriptions', action.subscriptionId, {
        observation,
        name: row => `quote_cancellation.${row}`,
      })
    case 'cancel_subscription':
      return onRow('subscriptions', action.subscriptionId, {
        observation,
        name: row => `cancel_subscription.${row}.${action.when}`,
      })
    case 'change_plan':
      return onRow('subscriptions', action.subscriptionId, {
        observation,
        name: row => `change_plan.${row}.${action.plan}`,
      })
    case 'quote_change':
      return onRow('subscriptions', action.subscriptionId, {
        observation,
        name: row => `quote_change.${row}.${action.plan}`,
      })
    case 'change_seats':
      if (action.quantity !== observation.told.seats) return []
      return onRow('subscriptions', action.subscriptionId, {
        observation,
        name: row => `change_seats.${row}.told`,
      })
    case 'retry_payment':
    case 'void_invoice':
    case 'resend_invoice':
      return onRow('invoices', action.invoiceId, { observation, name: row => `${action.type}.${row}` })
    case 'apply_promotion': {
      const { code } = action
      const isTold = code === observation.told.code
      if (!isTold && code !== observation.terms?.loyaltyOffer?.code) return []
      return onRow('subscriptions', action.subscriptionId, {
        observation,
        name: row => `apply_promotion.${row}.${isTold ? 'told' : 'loyalty'}`,
      })
    }
    case 'issue_credit_note': {
      const bill = observation.invoices?.find(({ id }) => id === action.invoiceId)
      if (bill === undefined) return []
      const amount = creditNoteAmountName(action, bill)
      return onRow('invoices', action.invoiceId, {
        observation,
        name: row => `issue_credit_note.${row}.${amount}`,
      })
    }
    case 'answer_dispute':
      return onRow('disputes', action.disputeId, {
        observation,
        name: row => `answer_dispute.${row}.${action.answer}`,
      })
    case 'run_diagnostic':
      return [`run_diagnostic.${action.check}`]
    case 'apply_fix':
      return [`apply_fix.${action.solution}`]
    case 'escalate':
      return [`escalate.${action.team}`]
    case 'wait':
      return [`wait.${action.minutes <= 30 ? 5 : action.minutes <= 240 ? 60 : 480}`]
    case 'close':
      return [`close.${action.resolution}`]
    default:
      return [action.type]
  }
}

function refundName(action: Extract<Action, { type: 'issue_refund' }>, observation: Observation): string[] {
  const charge = observation.charges?.find(each => each.id === action.chargeId)
  const amount = amountName(action.amountCents, observation, charge)
  if (amount === null) return []
  return onRow('charges', action.chargeId, { observation, name: row => `issue_refund.${row}.${amount}` })
}

/** The action on the row that shows this id, or the step that brings it on the screen. */
function onRow(
  kind: 'charges' | 'subscriptions' | 'invoices' | 'disputes',
  id: string,
  { observation, name }: { observation: Observation; name: (row: number) => string },
): string[] {
  const index = observation[kind]?.findIndex(row => row.id === id) ?? -1
  const page = Math.floor(index / PAGE_ROWS)
  const { list } = observation
  if (index < 0 || list?.kind !== kind || list.page > page) return [`lookup_${kind}`]
  return list.page < page ? ['next_page'] : [name(index % PAGE_ROWS)]
}

function creditNoteAmountName(
  { amountCents, reason }: Extract<Action, { type: 'issue_credit_note' }>,
  bill: NonNullable<Observation['invoices']>[number],
): 'full' | 'tax' | 'promotion' {
  if (reason === 'tax' && amountCents === bill.taxCents) return 'tax'
  return amountCents === bill.totalCents ? 'full' : 'promotion'
}

/** How the discrete face can say this amount, if it can. */
function amountName(
  amountCents: number,
  { quoteCents, invoices, activities }: Observation,
  charge: NonNullable<Observation['charges']>[number] | undefined,
): 'full' | 'remaining' | 'difference' | 'quote' | 'noted' | 'aboveNoted' | null {
  if (charge === undefined) return null
  const [newest, before] = invoices ?? []
  if (amountCents === quoteCents) return 'quote'
  const notedCents = activities?.find(each => (each.amountCents ?? 0) > 0)?.amountCents ?? null
  if (amountCents === notedCents) return 'noted'
  if (amountCents === charge.amountCents) return 'full'
  if (charge.refundedCents > 0 && amountCents === charge.capturedCents - charge.refundedCents)
    return 'remaining'
  if (
    newest !== undefined &&
    before !== undefined &&
    Math.abs(newest.totalCents - before.totalCents) === amountCents
  ) {
    return 'difference'
  }
  if (notedCents !== null && newest?.totalCents === notedCents + amountCents) return 'aboveNoted'
  return null
}
