import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  billingNoise,
  type Delivery,
  deliveryQueue,
  enqueue,
  poll,
  retryLater,
  signatureHeader,
  WebhookFaults,
} from '../../src/billing-mock/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/clock.ts'
import { charge, openShop } from './shop.ts'

/** Everything delivered for 300 charges, one every ten seconds, as an endpoint sees it. */
function delivered(faults: Partial<WebhookFaults>, seed = 1): readonly Delivery[] {
  const shop = openShop()
  const from = shop.books.journal.length
  for (let i = 0; i < 300; i++) {
    shop.pass(1 / 8640)
    charge(shop, 100)
  }
  const astray = { faults: WebhookFaults.parse(faults), noise: billingNoise(seed) }
  const queue = enqueue(deliveryQueue(from), shop.books.journal, astray)
  return poll(queue, shop.nowMs + 2 * DAY_MS).due
}

const entriesOf = (all: readonly Delivery[]) => all.map(each => each.entry)

describe('a webhook', () => {
  it('is signed over its time and body', () => {
    const header = signatureHeader('{"a":1}', 'whsec_x', 1_700_000_000_999)
    const v1 = createHmac('sha256', 'whsec_x').update('1700000000.{"a":1}').digest('hex')
    expect(header).toBe(`t=1700000000,v1=${v1}`)
  })

  it('tells every entry once and in order where nothing goes astray', () => {
    const all = entriesOf(delivered({}))
    expect(all).toHaveLength(300)
    expect(all).toEqual([...all].sort((one, other) => one - other))
  })

  it('is queued once, and delivered when its time has come', () => {
    const shop = openShop()
    const first = enqueue(deliveryQueue(), shop.books.journal)
    expect(enqueue(first, shop.books.journal)).toEqual(first)
    expect(poll(first, -1).due).toEqual([])
    const { due, queue } = poll(first, 0)
    expect(due).toHaveLength(shop.books.journal.length)
    expect(poll(queue, DAY_MS).due).toEqual([])
    expect(first.pending).toHaveLength(shop.books.journal.length)
  })

  it('says nothing of what is only decided', () => {
    const shop = openShop()
    charge(shop, 100)
    shop.do({ type: 'refund.create', charge: 0, amountCents: 100, reason: 'duplicate' })
    const from = shop.books.journal.length
    shop.do({ type: 'refund.plan_return', refund: 0, days: 3 })
    expect(enqueue(deliveryQueue(from), shop.books.journal)).toMatchObject({ pending: [], read: from + 1 })
  })

  it.each([
    ['duplicated', 600],
    ['dropped', 0],
    ['delayed', 300],
    ['reordered', 300],
  ] as const)('may be %s', (what, count) => {
    const all = delivered({ [what]: 1 })
    expect(all).toHaveLength(count)
    expect(delivered({ [what]: 1 })).toEqual(all)
    if (what !== 'reordered') return
    expect(entriesOf(all)).not.toEqual(entriesOf(delivered({})))
    expect(new Set(entriesOf(all)).size).toBe(300)
  })

  it('that is not taken is tried again, less and less often, for three days', () => {
    const shop = openShop()
    let { due, queue } = poll(enqueue(deliveryQueue(), shop.books.journal), 0)
    const gaps: number[] = []
    let nowMs = 0
    for (let [last] = due; last !== undefined; [last] = due) {
      queue = retryLater({ ...queue, pending: [] }, last, nowMs)
      const [next] = queue.pending
      if (next === undefined) break
      gaps.push(next.atMs - nowMs)
      nowMs = next.atMs
      due = poll(queue, nowMs).due
    }
    expect(gaps[0]).toBe(MINUTE_MS)
    expect(gaps).toEqual([...gaps].sort((one, other) => one - other))
    expect(nowMs).toBeGreaterThan(60 * HOUR_MS)
    expect(nowMs).toBeLessThan(3 * DAY_MS)
  })
})
