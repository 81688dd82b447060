import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { pauseOf } from '../../operations/pauses.ts'
import { type Call, perform, target } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { choice, integer, only } from '../parameters.ts'
import { show } from '../route.ts'
import { momentMs } from '../view.ts'
import { proration } from './subscriptionItems.ts'

/** What becomes of invoices instead of their collection; the empty text ends the pause. */
export const PauseCollection = z.union([
  z.literal(''),
  z.strictObject({
    behavior: choice(['keep_as_draft', 'mark_uncollectible', 'void']),
    resumes_at: integer.optional(),
  }),
])

const When = z.strictObject({ type: choice(['none', 'now']) })

export const PauseSubscription = z.strictObject({
  bill_for: z
    .strictObject({
      outstanding_usage_through: When.optional(),
      unused_time_from: When.optional(),
    })
    .optional(),
  invoicing_behavior: choice(['invoice', 'pending_invoice_item']).default('pending_invoice_item'),
  type: only('subscription').optional(),
})

/** Stops an active subscription until it is resumed; unused time is credited unless told otherwise. */
export function pauseSubscription(call: Call, given: z.output<typeof PauseSubscription>): JsonObject {
  const subscription = target(call, 'subscription')
  const isForfeited = given.bill_for?.unused_time_from?.type === 'none'
  perform(call, {
    type: 'subscription.pause',
    subscription,
    unusedTime: isForfeited ? 'forfeited' : 'credited',
    invoicing: given.invoicing_behavior === 'invoice' ? 'now' : 'next',
  })
  return show(call, 'subscription', subscription)
}

export const ResumeSubscription = z.strictObject({
  billing_cycle_anchor: only('now').optional(),
  proration_behavior: proration.proration_behavior,
})

/** A paused subscription goes on from now. */
export function resumeSubscription(call: Call): JsonObject {
  const subscription = target(call, 'subscription')
  return show(call, 'subscription', perform(call, { type: 'subscription.resume', subscription }))
}

/** The operation that pauses collection or, for the empty text, ends the pause; none when there is none to end. */
export function pausing(
  call: Call,
  subscription: number,
  wanted: z.output<typeof PauseCollection> | undefined,
): readonly Operation[] {
  if (wanted === undefined) return []
  if (wanted === '') {
    const isPaused = pauseOf(call.state, subscription) !== null
    return isPaused ? [{ type: 'subscription.resume_collection', subscription }] : []
  }
  const { behavior, resumes_at: at } = wanted
  const resumesAtMs = at === undefined ? null : momentMs(at)
  return [{ type: 'subscription.pause_collection', subscription, behavior, resumesAtMs }]
}

/** The operation that moves the end of the trial. */
export function movingTrial(subscription: number, end: 'now' | number | undefined): readonly Operation[] {
  if (end === undefined) return []
  const endsAtMs = end === 'now' ? null : momentMs(end)
  return [{ type: 'subscription.move_trial', subscription, endsAtMs }]
}
