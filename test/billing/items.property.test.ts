import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, type ItemChange, itemsOf } from '../../src/billing-mock/index.ts'
import { HOUR_MS } from '../../src/core/clock.ts'
import { openShop } from './shop.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 5_000 : 200

/** Prices, the last ones by the year. */
const UNITS = [1000, 2000, 777, 1, 333, 12_000, 7777]
const YEARLY_FROM = 5
const HOURS = { month: 30 * 24, year: 365 * 24 }

const intervalOf = (noted: Pick<Noted, 'plan'>) => (noted.plan < YEARLY_FROM ? 'month' : 'year')
const plan = fc.nat({ max: YEARLY_FROM })
const quantity = fc.integer({ min: 1, max: 4 })
const named = fc.constantFrom(null, null, 0, 1, 2, 3)
const change: fc.Arbitrary<ItemChange> = fc.oneof(
  fc.record({ type: fc.constant('add' as const), plan, quantity }),
  fc.record({
    type: fc.constant('change' as const),
    item: named,
    plan: fc.option(plan),
    quantity: fc.option(quantity),
  }),
  fc.record({ type: fc.constant('delete' as const), item: named }),
)
const step = fc.record({
  hours: fc.constantFrom(0, 1, 100, 500, 720),
  changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  /** Instead of the changes: all items to plans of the other interval, where there are enough of them. */
  isSwitch: fc.nat({ max: 3 }).map(share => share === 0),
  proration: fc.constantFrom('create_prorations' as const, 'always_invoice' as const, 'none' as const),
})

/** An item as a shopkeeper notes it down. */
interface Noted {
  readonly row: number | null
  readonly plan: number
  readonly quantity: number
}

/** The list after a change; null where it cannot be made. */
function after(
  list: readonly Noted[],
  changes: readonly ItemChange[],
  rows: number,
): readonly Noted[] | null {
  const touched = new Map<Noted, ItemChange>()
  for (const each of changes) {
    if (each.type === 'add') continue
    const found = each.item === null ? list[0] : list.find(({ row }) => row === each.item)
    if (found === undefined || touched.has(found)) return null
    touched.set(found, each)
  }
  const kept = list.flatMap(noted => {
    const by = touched.get(noted)
    if (by?.type === 'delete') return []
    if (by?.type !== 'change') return [noted]
    return [{ ...noted, plan: by.plan ?? noted.plan, quantity: by.quantity ?? noted.quantity }]
  })
  const added = changes
    .filter(each => each.type === 'add')
    .map((each, at) => ({ row: rows + at, plan: each.plan, quantity: each.quantity }))
  const next = [...kept, ...added]
  const isFit =
    next.length > 0 &&
    new Set(next.map(noted => noted.plan)).size === next.length &&
    new Set(next.map(intervalOf)).size === 1
  return isFit ? next : null
}

/** Changes of all items to the other interval; the items that plans there are too few for are deleted. */
function switched(list: readonly Noted[]): ItemChange[] {
  const plans = UNITS.map((_, at) => at).filter(at => intervalOf({ plan: at }) !== intervalOf(list[0]!))
  return list.map(({ row }, at) => {
    const to = plans[at]
    return to === undefined
      ? { type: 'delete', item: row }
      : { type: 'change', item: row, plan: to, quantity: null }
  })
}

const price = (noted: Noted) => UNITS[noted.plan]! * noted.quantity

const priceOf = (list: readonly Noted[]) => list.reduce((sum, noted) => sum + price(noted), 0)

/** What is left of a price with so many hours of its period left, rounded half up. */
function left(noted: Noted, hoursLeft: number): number {
  const all = HOURS[intervalOf(noted)]
  return Math.floor((2 * price(noted) * hoursLeft + all) / (2 * all))
}

/** The rest of a period's price for the items of a list that are not on the other. */
const rest = (list: readonly Noted[], other: readonly Noted[], hoursLeft: number) =>
  list.filter(noted => !other.includes(noted)).reduce((sum, noted) => sum + left(noted, hoursLeft), 0)

describe('any sequence of changes of items', () => {
  it(`comes to the items and the bills that a list kept by hand does (${RUNS} sequences)`, () => {
    let made = 0
    let anew = 0
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), steps => {
        const shop = openShop()
        for (const [at, unitCents] of UNITS.entries()) {
          const code = `plan-${at}`
          shop.do({ type: 'plan.create', code, name: code, unitCents, interval: intervalOf({ plan: at }) })
        }
        const first = shop.books.plans.length - UNITS.length
        shop.do({ type: 'subscription.create', customer: 0, plan: first, quantity: 1 })
        let list: readonly Noted[] = [{ row: null, plan: 0, quantity: 1 }]
        let billedCents = 1000
        let hours = 0
        let endHours = HOURS.month
        let rows = 0
        for (const { hours: later, changes: asked, isSwitch, proration } of steps) {
          shop.live(later / 24)
          hours += later
          for (; endHours <= hours; endHours += HOURS[intervalOf(list[0]!)]) billedCents += priceOf(list)
          const changes = isSwitch ? switched(list) : asked
          const next = after(list, changes, rows)
          const shifted = changes.map(each =>
            'plan' in each && each.plan !== null ? { ...each, plan: each.plan + first } : each,
          )
          const operation = {
            type: 'subscription.update_items',
            subscription: 0,
            changes: shifted,
            proration,
          } as const
          const context = { nowMs: shop.nowMs, actor: 'agent', draw: () => 0.5, check: true } as const
          expect(apply(shop.books, operation, context).ok).toBe(next !== null)
          if (next !== null) {
            const isAnew = intervalOf(next[0]!) !== intervalOf(list[0]!)
            const hoursLeft = endHours - hours
            if (proration !== 'none') {
              billedCents -= rest(list, isAnew ? [] : next, hoursLeft)
              if (!isAnew) billedCents += rest(next, list, hoursLeft)
            }
            if (isAnew) {
              billedCents += priceOf(next)
              endHours = hours + HOURS[intervalOf(next[0]!)]
              anew += 1
            }
            rows += changes.filter(({ type }) => type === 'add').length
            list = next
            made += 1
          }
          const found = itemsOf(shop.books, 0).map(({ item, plan: of, quantity: count }) => ({
            row: item,
            plan: of.ordinal - first,
            quantity: count,
          }))
          expect(found).toEqual(list)
          expect(shop.books.subscriptions[0]).toMatchObject({
            plan: list[0]!.plan + first,
            quantity: list[0]!.quantity,
            currentPeriodEndMs: endHours * HOUR_MS,
          })
          expect(shop.books.invoices.reduce((sum, invoice) => sum + invoice.totalCents, 0)).toBe(billedCents)
        }
      }),
      { numRuns: RUNS },
    )
    expect(made).toBeGreaterThan(RUNS / 2)
    expect(anew).toBeGreaterThan(RUNS / 2)
  })
})
