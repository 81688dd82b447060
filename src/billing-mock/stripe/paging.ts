import { parseId, renderId } from '../../core/ids.ts'
import { type Call, named } from './call.ts'
import type { Kind } from './ids.ts'
import { exists, resources } from './objects/index.ts'
import type { Page } from './parameters.ts'
import { invalid } from './refusal.ts'
import type { StripeState } from './state.ts'
import { type StripeObject, seconds } from './view.ts'

const LIMIT = 10

/** Which objects a list shows; all that exist, unless it says which. */
export type Keep = (ordinal: number) => boolean

/** A page of all objects of a kind that are kept, newest first. */
export function listed(call: Call, kind: Kind, { page, keep }: { page: Page; keep?: Keep }): StripeObject {
  const { state, path } = call
  const { ordinals, hasMore } = pageOf(call, kind, { page, keep })
  return {
    object: 'list',
    data: ordinals.map(ordinal => resources[kind].render(state, ordinal)),
    has_more: hasMore,
    url: path,
  }
}

/** A page of a list that is at hand as ordinals, in their order. */
export function listedAmong(
  call: Call,
  kind: Kind,
  { page, among }: { page: Page; among: readonly number[] },
): StripeObject {
  const { starting_after: after, limit = LIMIT } = page
  const start =
    after === undefined ? 0 : among.indexOf(named(call, kind, { id: after, param: 'starting_after' })) + 1
  const shown = among.slice(start, start + limit)
  return {
    object: 'list',
    data: shown.map(ordinal => resources[kind].render(call.state, ordinal)),
    has_more: start + limit < among.length,
    url: call.path,
  }
}

function pageOf(
  call: Call,
  kind: Kind,
  { page, keep }: { page: Page; keep: Keep | undefined },
): { readonly ordinals: readonly number[]; readonly hasMore: boolean } {
  const { limit = LIMIT, starting_after: after, ending_before: before } = page
  const { state } = call
  const { count, ordinalAt, placeOf } = sequenceOf(state, kind)
  if (after !== undefined && before !== undefined) {
    throw invalid('ending_before', 'Give starting_after or ending_before, not both.')
  }
  const isBackward = before !== undefined
  const from = isBackward
    ? placeOf(named(call, kind, { id: before, param: 'ending_before' })) + 1
    : (after === undefined ? count : placeOf(named(call, kind, { id: after, param: 'starting_after' }))) - 1
  const found: number[] = []
  for (let at = from; at >= 0 && at < count && found.length <= limit; at += isBackward ? 1 : -1) {
    const ordinal = ordinalAt(at)
    if (exists(state, kind, ordinal) && keep?.(ordinal) !== false && isFresh(call, kind, ordinal)) {
      found.push(ordinal)
    }
  }
  const hasMore = found.length > limit
  const ordinals = found.slice(0, limit)
  return { ordinals: isBackward ? ordinals.reverse() : ordinals, hasMore }
}

/** A page of search results; `page` is the token of the last one seen. */
export function found(
  call: Call,
  kind: Kind,
  {
    limit,
    page,
    keep,
  }: { limit: number | undefined; page: string | undefined; keep: (object: StripeObject) => boolean },
): StripeObject {
  const { state, path } = call
  const { seed } = state
  const { render } = resources[kind]
  const { count, ordinalAt } = sequenceOf(state, kind)
  const from = page === undefined ? count : parseId('page', seed, page)
  if (from < 0) throw invalid('page', 'Expected the next_page of an earlier result of the same search.')
  const data: StripeObject[] = []
  let at = Math.min(from, count) - 1
  let last = 0
  for (; at >= 0 && data.length <= (limit ?? LIMIT); at--) {
    const ordinal = ordinalAt(at)
    if (!exists(state, kind, ordinal) || !isFresh(call, kind, ordinal)) continue
    const object = render(state, ordinal)
    if (object.deleted === true || !keep(object)) continue
    if (data.length < (limit ?? LIMIT)) last = at
    data.push(object)
  }
  const hasMore = data.length > (limit ?? LIMIT)
  return {
    object: 'search_result',
    data: hasMore ? data.slice(0, -1) : data,
    has_more: hasMore,
    next_page: hasMore ? renderId('page', seed, last) : null,
    url: path,
  }
}

/** The ordinals of a kind in the order in which the records were made. */
function sequenceOf(
  state: StripeState,
  kind: Kind,
): {
  readonly count: number
  readonly ordinalAt: (place: number) => number
  readonly placeOf: (ordinal: number) => number
} {
  const { count, order } = resources[kind]
  if (order === undefined) {
    return { count: count(state), ordinalAt: place => place, placeOf: ordinal => ordinal }
  }
  const ordinals = order(state)
  return {
    count: ordinals.length,
    ordinalAt: place => ordinals[place]!,
    placeOf: ordinal => ordinals.indexOf(ordinal),
  }
}

/** Whether a list that is stale by a fault shows this already. */
function isFresh({ state, staleMs }: Call, kind: Kind, ordinal: number): boolean {
  if (staleMs === 0) return true
  const { created } = resources[kind].render(state, ordinal)
  return typeof created !== 'number' || created <= seconds(state.nowMs - staleMs)
}
