import { parseId, renderId } from '../../core/ids.ts'
import { type Call, named } from './call.ts'
import type { Kind } from './ids.ts'
import { exists, resources } from './objects/index.ts'
import type { Page } from './parameters.ts'
import { invalid } from './refusal.ts'
import type { StripeObject } from './view.ts'

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
  const { books } = call.state
  const count = resources[kind].count(books)
  if (after !== undefined && before !== undefined) {
    throw invalid('ending_before', 'Give starting_after or ending_before, not both.')
  }
  const isBackward = before !== undefined
  const from = isBackward
    ? named(call, kind, { id: before, param: 'ending_before' }) + 1
    : (after === undefined ? count : named(call, kind, { id: after, param: 'starting_after' })) - 1
  const found: number[] = []
  for (let at = from; at >= 0 && at < count && found.length <= limit; at += isBackward ? 1 : -1) {
    if (exists(books, kind, at) && keep?.(at) !== false) found.push(at)
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
  const { seed, books } = state
  const { count, render } = resources[kind]
  const from = page === undefined ? count(books) : parseId('page', seed, page)
  if (from < 0) throw invalid('page', 'Expected the next_page of an earlier result of the same search.')
  const data: StripeObject[] = []
  let at = Math.min(from, count(books)) - 1
  let last = 0
  for (; at >= 0 && data.length <= (limit ?? LIMIT); at--) {
    if (!exists(books, kind, at)) continue
    const object = render(state, at)
    if (!keep(object)) continue
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
