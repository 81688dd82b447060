import Stripe from 'stripe'
import type { Observation, Timestep } from '../../src/env/index.ts'
import type { Report } from '../../src/index.ts'
import { makeEnv } from '../../src/make.ts'
import { policyNamed } from '../../src/reference/index.ts'
import { bindEpisode, inProcessClient } from '../../src/server/stripe.ts'
import type { Action } from '../../src/world/actions.ts'

/** How an episode ended, and what the SDK was refused on the way. */
export interface Played {
  readonly report: Report
  readonly refused: readonly string[]
}

/** The playbook; its tools that write to the books are the env's own, or production code on the SDK. */
export async function playbook(
  seed: number,
  { scenario, tools }: { readonly scenario: string; readonly tools: 'env' | 'sdk' },
): Promise<Played> {
  const env = makeEnv('billing-support-v4', { check: true })
  const policy = policyNamed('playbook').make(seed)
  const refused: string[] = []
  let step: Pick<Timestep<Observation>, 'observation' | 'info' | 'terminated' | 'truncated'> = {
    ...env.reset({ seed, options: { scenario } }),
    terminated: false,
    truncated: false,
  }
  const onStep = (timestep: Timestep<Observation>): void => {
    step = timestep
  }
  const stripe = new Stripe('sk_test_any', {
    httpClient: inProcessClient(bindEpisode(env, { onStep })),
    telemetry: false,
  })
  while (!step.terminated && !step.truncated) {
    const { action } = policy.act(step.observation, step.info)
    const work = tools === 'sdk' && typeof action !== 'number' ? bySdk(stripe, action, step) : undefined
    if (work === undefined) step = env.step(action)
    else await work.catch((error: Error) => refused.push(error.message))
  }
  return { report: env.report(), refused }
}

/** What a team's own tool would do on the SDK; nothing for tools that are not about billing. */
function bySdk(
  stripe: Stripe,
  action: Action,
  { observation }: { readonly observation: Observation },
): Promise<unknown> | undefined {
  switch (action.type) {
    case 'issue_refund':
      return stripe.refunds.create({
        charge: action.chargeId,
        amount: action.amountCents,
        reason: action.reason,
      })
    case 'apply_credit':
      return stripe.customers.createBalanceTransaction(observation.customer!.id, {
        amount: -action.amountCents,
        currency: 'usd',
      })
    case 'cancel_subscription':
      return action.when === 'now'
        ? stripe.subscriptions.cancel(action.subscriptionId)
        : stripe.subscriptions.update(action.subscriptionId, { cancel_at_period_end: true })
    case 'change_plan':
      return changePlan(stripe, action.subscriptionId, action.plan)
    case 'change_seats':
      return changeSeats(stripe, action.subscriptionId, action.quantity)
    case 'retry_payment':
      return stripe.invoices.pay(action.invoiceId)
    case 'void_invoice':
      return stripe.invoices.voidInvoice(action.invoiceId)
    case 'resend_invoice':
      return stripe.invoices.sendInvoice(action.invoiceId)
    case 'issue_credit_note':
      return creditNote(stripe, action)
    case 'apply_promotion':
      return applyPromotion(stripe, action.subscriptionId, action.code)
    case 'answer_dispute':
      return answerDispute(stripe, action)
    default:
      return undefined
  }
}

async function changePlan(stripe: Stripe, id: string, plan: string): Promise<unknown> {
  const { items } = await stripe.subscriptions.retrieve(id)
  const [price] = (await stripe.prices.list({ lookup_keys: [plan] })).data
  return stripe.subscriptions.update(id, {
    items: [{ id: items.data[0]!.id, price: price!.id }],
    proration_behavior: 'always_invoice',
  })
}

async function changeSeats(stripe: Stripe, id: string, quantity: number): Promise<unknown> {
  const { items } = await stripe.subscriptions.retrieve(id)
  return stripe.subscriptions.update(id, {
    items: [{ id: items.data[0]!.id, quantity }],
    proration_behavior: 'none',
  })
}

/** For the reason `tax`, the tax of each line and nothing else. */
async function creditNote(
  stripe: Stripe,
  action: Extract<Action, { type: 'issue_credit_note' }>,
): Promise<unknown> {
  const { status, lines } = await stripe.invoices.retrieve(action.invoiceId)
  const parts =
    action.reason === 'tax' ? { lines: lines.data.flatMap(taxAlone) } : { amount: action.amountCents }
  return stripe.creditNotes.create({
    invoice: action.invoiceId,
    ...parts,
    ...(status === 'open' ? {} : { credit_amount: action.amountCents }),
  })
}

function taxAlone({ id, taxes }: Stripe.InvoiceLineItem): readonly Stripe.CreditNoteCreateParams.Line[] {
  if (!taxes?.length) return []
  const tax_amounts = taxes.map(({ amount, taxable_amount, tax_rate_details }) => ({
    amount,
    taxable_amount: taxable_amount!,
    tax_rate: String(tax_rate_details!.tax_rate),
  }))
  return [{ type: 'invoice_line_item', invoice_line_item: id, amount: 0, tax_amounts }]
}

async function applyPromotion(stripe: Stripe, id: string, code: string): Promise<unknown> {
  const { data } = await stripe.promotionCodes.list({ code })
  const promotion = data.find(({ active }) => active) ?? data[0]!
  return stripe.subscriptions.update(id, { discounts: [{ promotion_code: promotion.id }] })
}

/** An inquiry has an id of its own at the desk; at the processor it is the dispute that only warns. */
async function answerDispute(
  stripe: Stripe,
  { disputeId, answer }: Extract<Action, { type: 'answer_dispute' }>,
): Promise<unknown> {
  const { data } = await stripe.disputes.list()
  const { id } = data.find(each => each.id === disputeId) ?? data.find(each => /^warning/.test(each.status))!
  return answer === 'accept'
    ? stripe.disputes.close(id)
    : stripe.disputes.update(id, { evidence: { uncategorized_text: 'See the records.' }, submit: true })
}
