import Stripe from 'stripe'

/** What became of a complaint about a double charge. */
export type Outcome =
  | { readonly kind: 'refunded'; readonly refund: Stripe.Refund }
  | { readonly kind: 'nothing_twice' }
  | { readonly kind: 'unknown_customer' }

/**
 * Refund code as it runs in production, on the stripe SDK and nothing else: an invoice that two payments paid is
 * given its second payment back. Its key is made of what it is for, so that a retry, a restart or a second worker
 * does not refund again.
 */
export async function refundDuplicate(stripe: Stripe, email: string): Promise<Outcome> {
  const [customer] = (await stripe.customers.list({ email, limit: 1 })).data
  if (customer === undefined) return { kind: 'unknown_customer' }
  const invoices = stripe.invoices.list({ customer: customer.id, status: 'paid', expand: ['data.payments'] })
  for await (const { payments } of invoices) {
    const paid = payments!.data.filter(({ status }) => status === 'paid')
    const second = paid.toSorted((one, other) => one.created - other.created)[1]
    if (second !== undefined) return refundOnce(stripe, idOf(second.payment.payment_intent!))
  }
  return { kind: 'nothing_twice' }
}

async function refundOnce(stripe: Stripe, paymentIntent: string): Promise<Outcome> {
  try {
    const refund = await stripe.refunds.create(
      { payment_intent: paymentIntent, reason: 'duplicate' },
      { idempotencyKey: `refund-duplicate-${paymentIntent}` },
    )
    return { kind: 'refunded', refund }
  } catch (error) {
    const isDone = error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded'
    if (!isDone) throw error
    const [refund] = (await stripe.refunds.list({ payment_intent: paymentIntent, limit: 1 })).data
    return { kind: 'refunded', refund: refund! }
  }
}

function idOf(expandable: string | { readonly id: string }): string {
  return typeof expandable === 'string' ? expandable : expandable.id
}
