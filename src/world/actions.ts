import { z } from 'zod'
import { AgentAct } from './acts.ts'
import { checks, fixes, handOverParts, teams } from './tools.ts'

export const refundReasons = ['duplicate', 'fraudulent', 'requested_by_customer'] as const
/** How a dispute at the bank is answered: fought, or given up. */
export const disputeAnswers = ['submit_evidence', 'accept'] as const

/** What a credit note takes back: the tax alone, a discount that was missed, or a part of what was sold. */
export const creditNoteReasons = ['tax', 'discount', 'order_change', 'product_unsatisfactory'] as const

export const resolutions = ['resolved', 'refused', 'unresolved'] as const

const amountCents = z.int().describe('Integer minor units (cents).')

const IssueRefund = z.strictObject({
  type: z.literal('issue_refund'),
  chargeId: z.string(),
  amountCents,
  reason: z.enum(refundReasons),
})
const ApplyCredit = z.strictObject({ type: z.literal('apply_credit'), amountCents })
const CancelSubscription = z.strictObject({
  type: z.literal('cancel_subscription'),
  subscriptionId: z.string(),
  when: z.enum(['now', 'period_end']),
})

const ChangePlan = z.strictObject({
  type: z.literal('change_plan'),
  subscriptionId: z.string(),
  plan: z.string().describe('A plan code; unused time on the old plan becomes credit, never cash.'),
})

const ChangeSeats = z
  .strictObject({
    type: z.literal('change_seats'),
    subscriptionId: z.string(),
    quantity: z.int().describe('Seats from now on.'),
  })
  .describe('Sets the number of seats. It is billed from the next period on; nothing is prorated.')
const RetryPayment = z
  .strictObject({ type: z.literal('retry_payment'), invoiceId: z.string() })
  .describe("Collects what remains of an open invoice, from the customer's default payment method.")
const VoidInvoice = z
  .strictObject({ type: z.literal('void_invoice'), invoiceId: z.string() })
  .describe('Takes an open invoice back: nothing is owed on it any more.')
const IssueCreditNote = z
  .strictObject({
    type: z.literal('issue_credit_note'),
    invoiceId: z.string(),
    amountCents,
    reason: z.enum(creditNoteReasons),
  })
  .describe(
    'Takes a part of an invoice back, with its tax: off what remains of an open one; of a paid one it becomes ' +
      "credit for the customer's next invoices. For the reason `tax` it is tax alone.",
  )
const ApplyPromotion = z
  .strictObject({
    type: z.literal('apply_promotion'),
    subscriptionId: z.string(),
    code: z.string().describe('As the customer tells it.'),
  })
  .describe('Puts a promotion to work from the next invoice on, where its terms allow it.')
const AnswerDispute = z
  .strictObject({
    type: z.literal('answer_dispute'),
    disputeId: z.string(),
    answer: z.enum(disputeAnswers),
  })
  .describe(
    'Counters a dispute, or answers an inquiry, with what the records show; or accepts a dispute: the bank then ' +
      'returns the money. An inquiry is accepted by refunding the charge.',
  )

/** A tool call that a follow-up can carry: it runs by itself when the follow-up is due. */
export const BoundCall = z.discriminatedUnion('type', [
  IssueRefund,
  ApplyCredit,
  CancelSubscription,
  ChangePlan,
  ChangeSeats,
  RetryPayment,
  VoidInvoice,
  IssueCreditNote,
  ApplyPromotion,
  AnswerDispute,
])
export type BoundCall = z.infer<typeof BoundCall>

/** Longest path and body of a request, in characters. */
const PATH_MAX = 2_000
const BODY_MAX = 65_536
const TIME_IS_THE_EPISODES = "No test clocks here: time is the episode's, and passes as it goes on"

const BillingRequest = z
  .strictObject({
    type: z.literal('billing_request'),
    method: z.enum(['GET', 'POST', 'DELETE']),
    path: z
      .string()
      .max(PATH_MAX)
      .startsWith('/v1/')
      .refine(path => !path.startsWith('/v1/test_helpers/'), TIME_IS_THE_EPISODES)
      .describe('With its query.'),
    body: z.string().max(BODY_MAX).default('').describe('As a form: `charge=ch_…&amount=900`.'),
    key: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe("The number of the idempotency key among this episode's; null for none."),
  })
  .describe('A request to the billing API, as production code on its SDK makes it.')
export type BillingRequest = z.infer<typeof BillingRequest>

/** Longest text of a reply; faces that read free text cut off what goes beyond. */
export const TEXT_MAX = 4_000

/** Everything an agent can do, structured: the source of the other faces of the action space. */
export const Action = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('reply'),
    acts: z
      .array(AgentAct)
      .max(6)
      .describe('Empty where nothing was said that a customer could make something of.'),
    text: z
      .string()
      .max(TEXT_MAX)
      .optional()
      .describe('The wording, if there is one; the acts are what counts.'),
  }),
  z.strictObject({ type: z.literal('lookup_customer') }),
  z.strictObject({ type: z.literal('lookup_subscriptions') }),
  z.strictObject({ type: z.literal('lookup_invoices') }),
  z.strictObject({ type: z.literal('lookup_charges') }),
  z.strictObject({ type: z.literal('lookup_refunds') }),
  z.strictObject({ type: z.literal('lookup_disputes') }).describe('Disputes, and inquiries of the bank.'),
  z
    .strictObject({ type: z.literal('lookup_policy') })
    .describe("The merchant's terms, and those of its promotions."),
  z
    .strictObject({ type: z.literal('search_knowledge_base') })
    .describe("What is known about the customer's complaint: problems, how each is told, and what helps."),
  z.strictObject({ type: z.literal('next_page') }),
  z.strictObject({ type: z.literal('verify_identity') }),
  z
    .strictObject({ type: z.literal('quote_cancellation'), subscriptionId: z.string() })
    .describe('The unused part of the current period, to the second, if the subscription ended now.'),
  z
    .strictObject({ type: z.literal('quote_change'), subscriptionId: z.string(), plan: z.string() })
    .describe('What a change to this plan would bill now, in cents: below zero it becomes credit.'),
  IssueRefund,
  ApplyCredit,
  CancelSubscription,
  ChangePlan,
  ChangeSeats,
  RetryPayment,
  VoidInvoice,
  IssueCreditNote,
  ApplyPromotion,
  AnswerDispute,
  z
    .strictObject({ type: z.literal('send_payment_link') })
    .describe(
      'Lets the customer enter a new payment method, which takes them a while; it becomes the default.',
    ),
  z
    .strictObject({ type: z.literal('resend_invoice'), invoiceId: z.string() })
    .describe('Sends an invoice again, to the address on the account.'),
  z.strictObject({ type: z.literal('run_diagnostic'), check: z.enum(checks) }),
  z.strictObject({ type: z.literal('apply_fix'), solution: z.enum(fixes) }),
  z
    .strictObject({
      type: z.literal('escalate'),
      team: z.enum(teams),
      handOver: z
        .array(z.enum(handOverParts))
        .optional()
        .describe('What of the case is passed on; the team asks the customer anew for the rest.'),
      summary: z
        .string()
        .max(2000)
        .optional()
        .describe('The wording, if there is one; the parts are what counts.'),
    })
    .describe('Hands the case to a team, and ends the conversation.'),
  z.strictObject({
    type: z.literal('schedule_follow_up'),
    inMinutes: z.int().min(1).max(43_200),
    call: BoundCall.nullable(),
  }),
  z.strictObject({ type: z.literal('wait'), minutes: z.int().min(1).max(1440) }),
  z.strictObject({ type: z.literal('close'), resolution: z.enum(resolutions) }),
  BillingRequest,
  z.strictObject({ type: z.literal('wait_for_next_signal') }),
])
export type Action = z.infer<typeof Action>
export type ActionType = Action['type']

/** The action types, in the order of the schema. */
export const actionTypes = Action.options.map(option => option.shape.type.value) as readonly ActionType[]

/** Actions that only read: they take seconds, and cost nothing else. */
export const readTypes: ReadonlySet<ActionType> = new Set([
  'lookup_customer',
  'lookup_subscriptions',
  'lookup_invoices',
  'lookup_charges',
  'lookup_refunds',
  'lookup_disputes',
  'lookup_policy',
  'search_knowledge_base',
  'next_page',
  'quote_cancellation',
  'quote_change',
])
