import type { Books } from '../../books.ts'
import type { Kind } from '../ids.ts'
import type { StripeState } from '../state.ts'
import type { StripeObject } from '../view.ts'

/** How one kind of object is shown. Add one, and a route for it, and lists, search and `expand` work. */
export interface Resource {
  /** Ordinals go from 0 up to this. */
  readonly count: (state: StripeState) => number
  /** Whether there is something under an ordinal below the count; all of them, unless given. */
  readonly has?: (state: StripeState, ordinal: number) => boolean
  /** Ordinals in the order in which the records were made, where the ordinals themselves are not in it. */
  readonly order?: (state: StripeState) => readonly number[]
  readonly render: (state: StripeState, ordinal: number) => StripeObject
  /** Fields that `expand` can name; `parent.subscription_details.subscription` is one within hashes. */
  readonly expands: Readonly<Record<string, Expandable>>
  /** Fields that a search can name. */
  readonly search?: Readonly<Record<string, SearchField>>
}

/** A field that holds an id or an object; or a list, which is left out unless asked for when it has `ordinals`. */
export interface Expandable {
  /** Of what it is; null where nothing of the kind is simulated, so that it stays null or absent. */
  readonly kind: Kind | null
  /** What else it can be. */
  readonly orElse?: readonly Kind[]
  readonly isList?: boolean
  readonly ordinals?: (books: Books, ordinal: number) => readonly number[]
}

/** A field to search by: text (exact or a part), an exact word, or a number; `at` where it is not of the same name. */
export interface SearchField {
  readonly type: 'text' | 'word' | 'number'
  readonly at?: string
}

/** A field that can be expanded, and holds nothing here. */
export const nothing: Expandable = { kind: null }

export const text: SearchField = { type: 'text' }
export const word: SearchField = { type: 'word' }
export const number: SearchField = { type: 'number' }

/** Ordinals of the records that fit, newest first. */
export function ordinalsWhere<Row extends { readonly ordinal: number }>(
  records: readonly Row[],
  fits: (row: Row) => boolean,
): readonly number[] {
  const found: number[] = []
  for (let ordinal = records.length - 1; ordinal >= 0; ordinal--) {
    if (fits(records[ordinal]!)) found.push(ordinal)
  }
  return found
}
