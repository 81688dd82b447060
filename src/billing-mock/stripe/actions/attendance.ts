import { type Call, performAsCustomer, type Writing } from '../call.ts'
import { rowOf } from '../ids.ts'
import { intentAt, unattendedDecline } from '../objects/intents.ts'
import { Refusal } from '../refusal.ts'
import { show } from '../route.ts'

/** What a request says of whether the customer is there. */
interface Attendance {
  readonly error_on_requires_action?: boolean | undefined
  readonly off_session?: boolean | undefined
}

function isUnattended({ error_on_requires_action: refuses, off_session: isOff }: Attendance): boolean {
  return refuses === true || isOff === true
}

/** A note on whether somebody is there to authenticate. */
export function attended(given: Attendance): Writing['texts'] & object {
  return { unattended: isUnattended(given) ? 'true' : null }
}

/** Declines an intent that asks for authentication while nobody is there to give it. */
export function declineUnattended(call: Call, ordinal: number, given: Attendance): void {
  const { isSecond, row } = rowOf(ordinal)
  if (!isSecond || !isUnattended(given) || intentAt(call.state, ordinal).status !== 'requires_action') return
  performAsCustomer(call, { type: 'payment_intent.authenticate', paymentIntent: row, succeeded: false })
  const { message, ...detail } = unattendedDecline
  const about = { payment_intent: show(call, 'payment_intent', ordinal) }
  throw new Refusal(402, message, {
    type: 'card_error',
    code: detail.code,
    declineCode: detail.decline_code,
    about,
  })
}
