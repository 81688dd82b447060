/** What an agent's tools get done, apart from money moved, which is counted in cents. */
export const deeds = [
  'cancellation',
  'plan_change',
  'seats_change',
  'payment',
  'payment_link',
  'invoice_void',
  'invoice_resend',
  'evidence',
  'acceptance',
  'credit_note',
  'promotion',
] as const
export type Deed = (typeof deeds)[number]
/** How often each was done. */
export type DeedCounts = Readonly<Record<Deed, number>>

/** What an agent can say it has done. */
export const claimable = ['refund', 'credit', ...deeds] as const
