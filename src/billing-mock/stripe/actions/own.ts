import { z } from 'zod'
import { DAY_MS } from '../../../core/clock.ts'
import { hashText } from '../../../core/random.ts'
import { deliveryQueue } from '../../webhooks.ts'
import { type Call, named, target, write } from '../call.ts'
import { letPass } from '../clock.ts'
import type { Kind } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { prices } from '../objects/catalog.ts'
import { listed } from '../paging.ts'
import { boolean, choice, integer, list, metadata, name, onlyFalse, page, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { versionOf } from '../version.ts'
import { currencyOf, idOf, momentMs, seconds, wholeList } from '../view.ts'

/** What a processor keeps beside a ledger: payment links, webhook endpoints, test clocks. */

const redirect = z.strictObject({
  redirect: z.strictObject({ url: name }).optional(),
  type: choice(['hosted_confirmation', 'redirect']),
})

export const CreatePaymentLink = z.strictObject({
  after_completion: redirect.optional(),
  line_items: list(z.strictObject({ price: name, quantity: integer })),
  metadata: metadata.optional(),
})

/** A link to buy prices by; nobody buys in a simulation. */
export function createPaymentLink(call: Call, given: z.output<typeof CreatePaymentLink>): JsonObject {
  const { state } = call
  if (given.line_items.length === 0) throw invalid('line_items', 'Expected at least one item.')
  const items = given.line_items.map(({ price, quantity }, at) => {
    if (quantity < 1) throw invalid(`line_items[${at}][quantity]`, 'Invalid positive integer')
    return { plan: named(call, 'price', { id: price, param: `line_items[${at}][price]` }), quantity }
  })
  const ordinal = state.own.links.length
  const link = { items, isActive: true, redirectUrl: given.after_completion?.redirect?.url ?? null }
  state.own = { ...state.own, links: [...state.own.links, link] }
  write(call, 'payment_link', { ordinal, writing: { metadata: given.metadata } })
  return show(call, 'payment_link', ordinal)
}

export const UpdatePaymentLink = z.strictObject({ active: boolean.optional(), metadata: metadata.optional() })

export function updatePaymentLink(call: Call, given: z.output<typeof UpdatePaymentLink>): JsonObject {
  const { state } = call
  const ordinal = target(call, 'payment_link')
  const link = state.own.links[ordinal]!
  const links = state.own.links.with(ordinal, { ...link, isActive: given.active ?? link.isActive })
  write(call, 'payment_link', { ordinal, writing: { metadata: given.metadata } })
  state.own = { ...state.own, links }
  return show(call, 'payment_link', ordinal)
}

export const ListPaymentLinks = z.strictObject({ ...page, active: boolean.optional() })

export function listPaymentLinks(call: Call, given: z.output<typeof ListPaymentLinks>): JsonObject {
  const { active, ...rest } = given
  const { links } = call.state.own
  const keep = (ordinal: number): boolean => active === undefined || links[ordinal]!.isActive === active
  return listed(call, 'payment_link', { page: rest, keep })
}

export const ListLinkItems = z.strictObject({ limit: page.limit })

/** What a link sells. */
export function listLinkItems(call: Call, { limit = 10 }: z.output<typeof ListLinkItems>): JsonObject {
  const { state } = call
  const link = target(call, 'payment_link')
  const data = state.own.links[link]!.items.map(({ plan, quantity }, place) => {
    const { unitCents, name: description } = state.books.plans[plan]!
    const amount = unitCents * quantity
    return {
      id: `li_${idOf(state, 'payment_link', link).slice('plink_'.length)}_${place}`,
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: currencyOf(state.books),
      description,
      metadata: null,
      price: prices.render(state, plan),
      quantity,
    }
  })
  return { ...wholeList(call.path, data.slice(0, limit)), has_more: data.length > limit }
}

const endpoint = {
  description: text(5000).optional(),
  enabled_events: list(name),
  metadata: metadata.optional(),
  url: name,
}

export const CreateEndpoint = z.strictObject({
  ...endpoint,
  api_version: name.transform(versionOf).optional(),
  connect: onlyFalse.optional(),
})

/**
 * Hears of what happens from now on: deliveries are fetched from `/_sim/webhooks`, or pushed by who serves the account.
 * Its secret is shown once.
 */
export function createEndpoint(call: Call, given: z.output<typeof CreateEndpoint>): JsonObject {
  const { state } = call
  const { api_version, description, enabled_events: events, metadata: change } = given
  const url = webAddress(given.url)
  const ordinal = state.own.endpoints.length
  const made = {
    url,
    events,
    secret: `whsec_${hashText(`${state.seed} endpoint ${ordinal}`).toString(36)}`,
    createdAtMs: state.nowMs,
    status: 'enabled',
    queue: deliveryQueue(state.books.journal.length),
  } as const
  state.own = { ...state.own, endpoints: [...state.own.endpoints, made] }
  write(call, 'webhook_endpoint', {
    ordinal,
    writing: { metadata: change, texts: { api_version, description } },
  })
  return { ...show(call, 'webhook_endpoint', ordinal), secret: made.secret }
}

function webAddress(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw invalid('url', `Not a valid URL: expected http:// or https://, got '${url}'.`, 'url_invalid')
}

export const UpdateEndpoint = z.strictObject({ ...endpoint, disabled: boolean }).partial()

export function updateEndpoint(call: Call, given: z.output<typeof UpdateEndpoint>): JsonObject {
  const { state } = call
  const { description, disabled, enabled_events, metadata: change, url } = given
  const ordinal = target(call, 'webhook_endpoint')
  const known = state.own.endpoints[ordinal]!
  const status = disabled === undefined ? known.status : disabled ? 'disabled' : 'enabled'
  const made = {
    ...known,
    status,
    url: url === undefined ? known.url : webAddress(url),
    events: enabled_events ?? known.events,
  }
  write(call, 'webhook_endpoint', { ordinal, writing: { metadata: change, texts: { description } } })
  state.own = { ...state.own, endpoints: state.own.endpoints.with(ordinal, made) }
  return show(call, 'webhook_endpoint', ordinal)
}

export function deleteEndpoint(call: Call): JsonObject {
  const { state } = call
  const ordinal = target(call, 'webhook_endpoint')
  const gone = { ...state.own.endpoints[ordinal]!, status: 'deleted' } as const
  state.own = { ...state.own, endpoints: state.own.endpoints.with(ordinal, gone) }
  return { id: idOf(state, 'webhook_endpoint', ordinal), object: 'webhook_endpoint', deleted: true }
}

const YEARS_MAX = 10

const moment = integer

export const CreateClock = z.strictObject({ frozen_time: moment, name: name.optional() })

/** A test clock: there is one time for the whole account, which every test clock shows and moves. */
export function createClock(call: Call, given: z.output<typeof CreateClock>): JsonObject {
  const { state } = call
  moveTo(call, given.frozen_time)
  const made = { name: given.name ?? null, createdAtMs: state.nowMs, isDeleted: false }
  state.own = { ...state.own, clocks: [...state.own.clocks, made] }
  return show(call, 'test_clock', state.own.clocks.length - 1)
}

export const AdvanceClock = z.strictObject({ frozen_time: moment })

/** Lets the time of the account pass, and what falls due on the way happen. */
export function advanceClock(call: Call, given: z.output<typeof AdvanceClock>): JsonObject {
  moveTo(call, given.frozen_time)
  return show(call, 'test_clock', target(call, 'test_clock'))
}

export function deleteClock(call: Call): JsonObject {
  const { state } = call
  const ordinal = target(call, 'test_clock')
  const gone = { ...state.own.clocks[ordinal]!, isDeleted: true }
  state.own = { ...state.own, clocks: state.own.clocks.with(ordinal, gone) }
  return { id: idOf(state, 'test_clock', ordinal), object: 'test_helpers.test_clock', deleted: true }
}

function moveTo({ state, context }: Call, frozenTime: number): void {
  const toMs = momentMs(frozenTime)
  const now = seconds(state.nowMs)
  if (frozenTime < now || toMs - state.nowMs > YEARS_MAX * 365 * DAY_MS) {
    throw invalid(
      'frozen_time',
      `The account's time is ${now}: it goes forward, by at most ${YEARS_MAX} years at a time.`,
    )
  }
  letPass(state, Math.max(toMs, state.nowMs), context)
}

export const ListOwn = z.strictObject(page)

/** All of a kind. */
export function listAll(kind: Kind) {
  return (call: Call, given: z.output<typeof ListOwn>): JsonObject => listed(call, kind, { page: given })
}
