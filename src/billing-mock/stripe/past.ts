import { isDeepStrictEqual } from 'node:util'
import { booksAt } from '../history.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { StripeState } from './state.ts'

/** The state as it was when the journal had `length` entries: the books, and what clients wrote about them. */
export function stateAt(state: StripeState, length: number): StripeState {
  const { books, history } = state
  const past = booksAt(books, history, length)
  const nowMs = past.journal.items[past.journal.length - 1]?.atMs ?? state.nowMs
  return { ...state, books: past, present: books, nowMs }
}

/** What the fields that differ were before; of an object within, those of its fields that do. */
export function previousAttributes(before: JsonObject, after: JsonObject): JsonObject {
  const fields = Object.keys({ ...before, ...after }).filter(
    field => !isDeepStrictEqual(before[field], after[field]),
  )
  return Object.fromEntries(fields.map(field => [field, previousOf(before[field], after[field])]))
}

function previousOf(before: Json | undefined, after: Json | undefined): Json {
  if (isObject(before) && isObject(after)) return previousAttributes(before, after)
  return before ?? null
}
