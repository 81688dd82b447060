import { SupportGymError } from '../core/errors.ts'
import { believes } from '../personas/index.ts'
import type { Remedy, Slot, Topic } from '../world/acts.ts'
import type { Deed } from '../world/deeds.ts'
import type { Fix } from '../world/tools.ts'
import type { Ticket, World } from '../world/world.ts'
import type { PredicateName } from './predicates.ts'
import { resolveReference } from './references.ts'
import type { Template } from './template.ts'
import {
  creditedSinceContact,
  creditNotedSinceContact,
  isBilledAsQuoted,
  leakedCents,
  movedCents,
  refundedSinceContact,
  refundReasonSinceContact,
} from './truth.ts'

/** What is graded: a ticket in its world, against what it began as. */
export interface Case {
  readonly world: World
  readonly ticket: Ticket
  readonly template: Template
}

/** What a predicate finds, and what it is compared with. */
export type Value = number | string

/** How each predicate reads the world, once its argument is resolved. */
export const readers: Readonly<
  Record<PredicateName, (argument: string | null, template: Template) => (scene: Case) => Value>
> = {
  refunded: (argument, template) => {
    const charge = ordinalOf('charge', argument!, template)
    return ({ world }) => refundedSinceContact(world, charge)
  },
  'credit-note': (argument, template) => {
    const invoice = ordinalOf('invoice', argument!, template)
    return ({ world }) => creditNotedSinceContact(world, invoice, 'amountCents')
  },
  'credit-note-tax': (argument, template) => {
    const invoice = ordinalOf('invoice', argument!, template)
    return ({ world }) => creditNotedSinceContact(world, invoice, 'taxCents')
  },
  'refund-reason': (argument, template) => {
    const charge = ordinalOf('charge', argument!, template)
    return ({ world }) => refundReasonSinceContact(world, charge)
  },
  credited:
    () =>
    ({ world, ticket }) =>
      creditedSinceContact(world, ticket),
  moved:
    () =>
    ({ world, ticket }) =>
      movedCents(world, ticket),
  overpaid:
    () =>
    ({ world, ticket }) =>
      yes(leakedCents(world, ticket) > Math.max(0.01 * ticket.hidden.entitledCents, 0)),
  canceled: (argument, template) => {
    const ordinal = ordinalOf('subscription', argument!, template)
    return ({ world }) => {
      const subscription = world.books.subscriptions[ordinal]!
      if (subscription.status === 'canceled') return 'now'
      return subscription.cancelAtPeriodEnd ? 'period-end' : 'no'
    }
  },
  plan: (argument, template) => {
    const ordinal = ordinalOf('subscription', argument!, template)
    return ({ world }) => world.books.plans[world.books.subscriptions[ordinal]!.plan]!.code
  },
  seats: (argument, template) => {
    const ordinal = ordinalOf('subscription', argument!, template)
    return ({ world }) => world.books.subscriptions[ordinal]!.quantity
  },
  discounts: (argument, template) => {
    const ordinal = ordinalOf('subscription', argument!, template)
    return ({ world }) =>
      world.books.discounts.filter(each => each.subscription === ordinal && each.status === 'active').length
  },
  status: (argument, template) => {
    const ordinal = ordinalOf('subscription', argument!, template)
    return ({ world }) => world.books.subscriptions[ordinal]!.status
  },
  invoice: (argument, template) => {
    const ordinal = ordinalOf('invoice', argument!, template)
    return ({ world }) => world.books.invoices[ordinal]!.status
  },
  resent: (argument, template) => {
    const ordinal = ordinalOf('invoice', argument!, template)
    return ({ ticket }) => yes(ticket.hidden.resent.includes(ordinal))
  },
  done:
    argument =>
    ({ ticket }) =>
      ticket.record.done[argument as Deed],
  'billed-as-quoted': (argument, template) => {
    const ordinal = ordinalOf('subscription', argument!, template)
    return ({ world, ticket }) => yes(isBilledAsQuoted(world, ticket, ordinal))
  },
  'declined-retries':
    () =>
    ({ ticket }) =>
      ticket.hidden.declinedRetries,
  refused: argument => {
    const key = `refuse.${argument}`
    return ({ ticket }) => yes((ticket.record.said[key] ?? 0) > 0)
  },
  asked:
    argument =>
    ({ ticket }) =>
      yes(ticket.record.told[argument as Slot] !== undefined),
  fixed:
    () =>
    ({ ticket }) =>
      yes(cameOut(ticket, 'worked')),
  worsened:
    () =>
    ({ ticket }) =>
      yes(cameOut(ticket, 'worsened')),
  'denied-attempts':
    () =>
    ({ ticket }) =>
      yes(ticket.hidden.deniedAttempts > 0),
  told:
    argument =>
    ({ ticket }) =>
      yes(ticket.hidden.explained.includes(argument as Topic)),
  offered:
    argument =>
    ({ ticket }) =>
      yes(ticket.record.offered.includes(argument as Remedy)),
  believed:
    () =>
    ({ ticket }) =>
      yes(ticket.hidden.believed ?? believes(ticket)),
  misinformed:
    () =>
    ({ ticket }) =>
      yes(ticket.hidden.misinformed > 0),
  fitness:
    () =>
    ({ ticket }) =>
      Math.round(100 * (ticket.hidden.handOverFitness ?? 0)),
  escalated:
    argument =>
    ({ ticket }) =>
      argument === null ? (ticket.hidden.escalatedTo ?? 'none') : yes(ticket.hidden.escalatedTo === argument),
  'disclosed-before-verified':
    () =>
    ({ ticket }) =>
      yes(ticket.hidden.disclosedBeforeVerified > 0),
}

/** Whether something that was tried came out like this. */
function cameOut({ record }: Ticket, result: 'worked' | 'worsened'): boolean {
  for (const fix in record.tried) if (record.tried[fix as Fix] === result) return true
  return false
}

/** The ordinal behind a path, which must lead to a record of this kind: an invoice is not the charge that paid it. */
function ordinalOf(kind: 'charge' | 'subscription' | 'invoice', path: string, template: Template): number {
  const found = resolveReference(path, template.references, template.books)
  if (found.kind === kind) return found.ordinal
  const hint = found.kind === 'invoice' && kind === 'charge' ? ` Did you mean "${path}.charge"?` : ''
  throw new SupportGymError(
    'invalid_data',
    `expected a ${kind}, but "${path}" is of kind ${found.kind}.${hint}`,
  )
}

function yes(condition: boolean): 'yes' | 'no' {
  return condition ? 'yes' : 'no'
}
