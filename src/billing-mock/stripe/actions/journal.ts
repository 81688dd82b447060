import { z } from 'zod'
import type { Call } from '../call.ts'
import { kindOfId } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { isAbout, renderBalance, transactionType } from '../objects/balance.ts'
import { entryOf, eventTypeOf } from '../objects/events.ts'
import { listed } from '../paging.ts'
import { boolean, isWithin, list, name, page, range } from '../parameters.ts'
import { currencyOf, ordinalOf, seconds } from '../view.ts'

export function readBalance({ state }: Call): JsonObject {
  return renderBalance(state)
}

export const ListBalanceTransactions = z.strictObject({
  ...page,
  created: range.optional(),
  currency: name.optional(),
  source: name.optional(),
  type: name.optional(),
})

export function listBalanceTransactions(
  call: Call,
  given: z.output<typeof ListBalanceTransactions>,
): JsonObject {
  const { created, currency, source, type, ...rest } = given
  const { state } = call
  const { books } = state
  const kind = source === undefined ? undefined : kindOfId(source)
  const about = kind === undefined ? null : { kind, ordinal: ordinalOf(state, kind, source!) }
  return listed(call, 'balance_transaction', {
    page: rest,
    keep(ordinal) {
      const entry = books.journal.items[ordinal]!
      return (
        (source === undefined || (about !== null && isAbout(entry, about))) &&
        (type === undefined || transactionType(entry) === type) &&
        (currency === undefined || currency === currencyOf(books)) &&
        isWithin(seconds(entry.atMs), created)
      )
    },
  })
}

export const ListEvents = z.strictObject({
  ...page,
  created: range.optional(),
  delivery_success: boolean.optional(),
  type: name.optional(),
  types: list(name).optional(),
})

/** A type may end with `*`: `charge.*`. */
export function listEvents(call: Call, given: z.output<typeof ListEvents>): JsonObject {
  const { created, delivery_success: isDelivered, type, types, ...rest } = given
  const { books } = call.state
  const wanted = types ?? (type === undefined ? null : [type])
  return listed(call, 'event', {
    page: rest,
    keep: ordinal =>
      isDelivered !== false &&
      (wanted === null || wanted.some(each => isOfType(eventTypeOf(books, ordinal)!, each))) &&
      isWithin(seconds(entryOf(books, ordinal).atMs), created),
  })
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}
