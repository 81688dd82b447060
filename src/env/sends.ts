import { MINUTE_MS } from '../core/clock.ts'
import { entersPaymentMethod } from '../personas/index.ts'
import type { Action } from '../world/actions.ts'
import { schedule } from '../world/world.ts'
import { missing, ownOrdinal } from './operations.ts'
import { fail, type Scene, succeed } from './scene.ts'
import { elapse } from './time.ts'
import { did } from './writes.ts'

const SEND_MINUTES = 0.5

/** Lets the customer enter a new payment method: most do, in their own time. */
export function sendPaymentLink(scene: Scene, action: Extract<Action, { type: 'send_payment_link' }>): void {
  const { world, ticket } = scene
  const entered = entersPaymentMethod(world, ticket, scene.setting.model)
  if (entered !== null) {
    const atMs = world.clock.nowMs + entered.inMinutes * MINUTE_MS
    schedule(world, ticket, atMs, { kind: 'payment_method.attached', last4: entered.last4 })
  }
  did(scene, 'payment_link', 'payment_link.sent')
  succeed(scene, action.type)
  elapse(scene, SEND_MINUTES)
}

/** Sends an invoice again. A draft is no invoice yet, and there is nothing to send. */
export function resendInvoice(scene: Scene, action: Extract<Action, { type: 'resend_invoice' }>): void {
  const invoice = ownOrdinal(scene, 'invoice', action.invoiceId)
  if (invoice === null) fail(scene, action.type, missing('invoice', action.invoiceId))
  else if (scene.world.books.invoices[invoice]!.status === 'draft') {
    fail(scene, action.type, {
      code: 'not_finalized',
      message: 'A draft cannot be sent: it is no invoice yet.',
    })
  } else {
    const { hidden } = scene.ticket
    hidden.resent = [...hidden.resent, invoice]
    did(scene, 'invoice_resend', 'invoice.resent')
    succeed(scene, action.type)
  }
  elapse(scene, SEND_MINUTES)
}
