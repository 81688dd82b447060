import {
  chargeLifecycle,
  creditNoteLifecycle,
  discountLifecycle,
  disputeLifecycle,
  dunningLifecycle,
  inquiryLifecycle,
  invoiceItemLifecycle,
  invoiceLifecycle,
  type JournalEntry,
  paymentIntentLifecycle,
  refundLifecycle,
  subscriptionLifecycle,
  taxIdLifecycle,
} from '../../src/billing-mock/index.ts'
import { entries, type Log } from '../../src/core/log.ts'

interface AnyLifecycle {
  readonly initial: string
  readonly states: readonly string[]
  readonly events: readonly string[]
  readonly next: (state: string, event: string) => string | null
}

const lifecycles = {
  charge: chargeLifecycle,
  credit_note: creditNoteLifecycle,
  discount: discountLifecycle,
  dispute: disputeLifecycle,
  dunning: dunningLifecycle,
  inquiry: inquiryLifecycle,
  invoice: invoiceLifecycle,
  invoice_item: invoiceItemLifecycle,
  payment_intent: paymentIntentLifecycle,
  refund: refundLifecycle,
  subscription: subscriptionLifecycle,
  tax_id: taxIdLifecycle,
}

/** The machine of each entity that has one. */
export const machines: ReadonlyMap<string, AnyLifecycle> = new Map(
  Object.entries(lifecycles).map(([entity, machine]) => [entity, machine as unknown as AnyLifecycle]),
)

/** Every transition of the machines, as `refund: pending → succeeded by refund.settled`. */
export const allTransitions: readonly string[] = [...machines].flatMap(([entity, { states, events, next }]) =>
  states.flatMap(state =>
    events.flatMap(event => {
      const after = next(state, event)
      return after === null ? [] : [name(entity, state, { event, after })]
    }),
  ),
)

/** The transitions that records took, as the journal tells them. */
export function transitionsIn(journal: Log<JournalEntry>): readonly string[] {
  const reached = new Map<string, string>()
  return entries(journal).flatMap(({ event: { entity, ordinal, type: event } }) => {
    const machine = machines.get(entity)
    if (machine === undefined || !machine.events.includes(event)) return []
    const record = `${entity} ${ordinal}`
    const state = reached.get(record) ?? machine.initial
    const after = machine.next(state, event)!
    reached.set(record, after)
    return [name(entity, state, { event, after })]
  })
}

function name(
  entity: string,
  state: string,
  { event, after }: { readonly event: string; readonly after: string },
): string {
  return `${entity}: ${state} → ${after} by ${event}`
}
