import { z } from 'zod'
import { claimable } from './deeds.ts'

/** What an agent can ask the customer for; a customer discloses a slot when asked, one at a time. */
export const slots = [
  'amount',
  'date',
  'last4',
  'email',
  'goal',
  'seats',
  'code',
  'symptom',
  'onset',
] as const
export type Slot = (typeof slots)[number]

/** What a customer noticed of a problem, and since when: noisy evidence of what is behind it. */
export const noticed = {
  symptom: ['error-message', 'nothing-happens', 'wrong-result', 'slow', 'denied'],
  onset: ['after-an-update', 'after-a-change', 'suddenly', 'for-weeks'],
} as const
export type NoticedSlot = keyof typeof noticed
export const noticedSlots = Object.keys(noticed) as readonly NoticedSlot[]
/** What a customer says who did not look closely enough. */
export const UNSURE = 'unsure'

/** What an agent can explain. Whether it is true and to the point depends on the case, never on the word. */
export const topics = [
  'duplicate-charge',
  'hold-expires',
  'two-subscriptions',
  'cancellation-failed',
  'cancel-at-period-end',
  'late-cancellation',
  'refund-window',
  'pro-rata-yearly',
  'refund-timing',
  'refund-failed',
  'refund-missing',
  'usage-recorded',
  'chargeback-process',
  'colleague-purchase',
  'seats-added',
  'overbilling',
  'downtime-owed',
  'downtime-credited',
  'downtime-terms',
  'downgrade-terms',
  'downgrade-done',
  'yearly-terms',
  'session-expired',
  'setup-error',
  'known-incident',
  'plan-limit',
  'stale-cache',
  'faulty-release',
  'password-forgotten',
  'suspicious-logins',
  'sso-setup',
  'leaving-terms',
  'proration-wrong',
  'proration-right',
  'proration-credited',
  'partly-refunded',
  'dispute-contested',
  'dispute-accepted',
  'dispute-under-review',
  'dispute-expired',
  'card-expired',
  'card-blocked',
  'payment-due',
  'upgrade-terms',
  'upgrade-done',
  'invoice-lost',
  'invoice-not-due',
  'invoice-draft',
  'seats-wrong',
  'seats-next-period',
  'trial-converted',
  'trial-used',
  'payer-only',
  'inquiry-answered',
  'tax-exempt',
  'tax-id-invalid',
  'tax-credited',
  'promotion-missed',
  'promotion-expired',
  'promotion-first-time',
  'promotion-applied',
  'first-payment',
  'first-payment-over',
  'later-payment',
  'heavy-account',
  'regional-incident',
  'old-version',
  'filter-active',
  'deleted-by-colleague',
  'storage-fault',
  'spam-filter',
  'wrong-address',
  'mail-incident',
  'damaged-install',
  'device-unsupported',
  'key-expired',
  'rate-limit',
  'breaking-release',
  'billing-hold',
  'file-format',
  'stuck-job',
  'permission-missing',
  'token-expired',
  'vendor-change',
  'settings-wrong',
  'stale-index',
  'calculation-bug',
  'account-taken-over',
  'own-device',
  'shared-password',
  'second-account',
  'merged-by-mistake',
  'owner-left',
  'ownership-contested',
  'access-rules',
  'new-phone',
  'sim-swapped',
  'clock-drift',
  'feature-exists',
  'feature-in-plan',
  'feature-not-planned',
  'loyalty-offer',
  'offer-not-eligible',
  'seats-unused',
  'seats-reduced',
  'renewal-terms',
  'renewal-cancelled',
  'monthly-after-renewal',
] as const
export type Topic = (typeof topics)[number]

export const remedies = ['refund', 'credit', 'cancel_at_period_end'] as const
export type Remedy = (typeof remedies)[number]

export const promises = ['refund', 'follow_up'] as const
export const refusalReasons = [
  'out_of_window',
  'not_owed',
  'already_refunded',
  'cannot_verify',
  'not_the_payer',
] as const

/** What a message says was done, and how much money that moved: the records bear it out, or not. */
export const Claim = z.strictObject({
  what: z.enum(claimable),
  amountCents: z.int().positive().optional(),
})
export type Claim = z.infer<typeof Claim>

/** The meaning of one part of an agent's message, independent of its wording. */
export const AgentAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('greet') }),
  z.strictObject({ act: z.literal('acknowledge') }),
  z.strictObject({ act: z.literal('empathize') }),
  z.strictObject({ act: z.literal('apologize') }),
  z.strictObject({ act: z.literal('ask'), slot: z.enum(slots) }),
  z.strictObject({ act: z.literal('explain'), topic: z.enum(topics) }),
  z.strictObject({
    act: z.literal('promise'),
    what: z.enum(promises),
    byWhenMinutes: z.int().min(1).max(43_200).describe('Minutes from now by which it will be done.'),
  }),
  z.strictObject({ act: z.literal('offer'), remedy: z.enum(remedies) }),
  z.strictObject({ act: z.literal('refuse'), why: z.enum(refusalReasons) }),
  z
    .strictObject({ act: z.literal('confirm'), claim: Claim.optional() })
    .describe('States what was done, or where the case stands.'),
  z.strictObject({ act: z.literal('close_politely') }),
])
export type AgentAct = z.infer<typeof AgentAct>

const keys = {
  ask: keyed('ask', slots),
  explain: keyed('explain', topics),
  promise: keyed('promise', promises),
  offer: keyed('offer', remedies),
  refuse: keyed('refuse', refusalReasons),
}

function keyed<Name extends string>(act: string, about: readonly Name[]): Readonly<Record<Name, string>> {
  return Object.fromEntries(about.map(name => [name, `${act}.${name}`])) as Record<Name, string>
}

/** What repetition is counted by: the act and what it is about, such as `ask.email`. */
export function actKey(act: AgentAct): string {
  switch (act.act) {
    case 'ask':
      return keys.ask[act.slot]
    case 'explain':
      return keys.explain[act.topic]
    case 'promise':
      return keys.promise[act.what]
    case 'offer':
      return keys.offer[act.remedy]
    case 'refuse':
      return keys.refuse[act.why]
    default:
      return act.act
  }
}

export const customerActs = [
  'complain',
  'demand',
  'threaten',
  'question',
  'answer',
  'accept',
  'doubt',
  'thank',
  'leave',
] as const
export type CustomerAct = (typeof customerActs)[number]

/** What a ticket is about, in the customer's words: the same for several hidden causes. */
export const complaints = [
  'charged-twice',
  'charged-after-cancelling',
  'wants-money-back',
  'refund-not-arrived',
  'threatens-chargeback',
  'unknown-charge',
  'overcharged',
  'outage-compensation',
  'wants-downgrade',
  'sync-broken',
  'export-fails',
  'cannot-log-in',
  'too-expensive',
  'upgrade-charge',
  'wants-the-rest',
  'charge-disputed',
  'payment-failed',
  'wants-upgrade',
  'invoice-missing',
  'billed-for-seats',
  'trial-charged',
  'charge-questioned',
  'tax-charged',
  'promotion-missing',
  'app-slow',
  'data-missing',
  'mail-not-arriving',
  'app-crashes',
  'api-errors',
  'import-fails',
  'integration-broken',
  'report-wrong',
  'account-taken-over',
  'accounts-mixed-up',
  'employee-left',
  'access-requested',
  'two-factor-lost',
  'missing-feature',
  'competitor-offer',
  'unused-seats',
  'renewal-coming',
] as const
export type Complaint = (typeof complaints)[number]

export const tones = ['neutral', 'annoyed', 'angry'] as const
export type Tone = (typeof tones)[number]

/** A customer's message as the agent sees it: everything in it is an emission, nothing is the state itself. */
export interface CustomerMessage {
  readonly atMs: number
  readonly acts: readonly CustomerAct[]
  readonly complaint: Complaint
  /** The slots this message discloses, with what the customer says (which need not be true). */
  readonly disclosed: Readonly<Partial<Record<Slot, string | number>>>
  /** As a classifier with published error rates shows it. */
  readonly tone: Tone
  readonly words: number
  readonly shouting: boolean
  /** In words: only where there is somebody who words messages, never in the state. */
  readonly text?: string
}
