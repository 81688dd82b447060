import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, type ItemChange, itemsOf } from '../../src/billing-mock/index.ts'
import { openShop } from './shop.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 5_000 : 200

const UNITS = [1000, 2000, 777, 1, 333]
const PERIOD_HOURS = 30 * 24

const plan = fc.integer({ min: 0, max: UNITS.length - 1 })
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
  const isFit = next.length > 0 && new Set(next.map(noted => noted.plan)).size === next.length
  return isFit ? next : null
}

const price = (noted: Noted) => UNITS[noted.plan]! * noted.quantity

/** What is left of a price, rounded half up. */
const left = (cents: number, hours: number) =>
  Math.floor((2 * cents * hours + PERIOD_HOURS) / (2 * PERIOD_HOURS))

/** The rest of a period's price for items that changed: what is new less what was old. */
function difference(before: readonly Noted[], now: readonly Noted[], hoursLeft: number): number {
  const rest = (list: readonly Noted[], other: readonly Noted[]) =>
    list
      .filter(noted => !other.includes(noted))
      .reduce((sum, noted) => sum + left(price(noted), hoursLeft), 0)
  return rest(now, before) - rest(before, now)
}

describe('any sequence of changes of items', () => {
  it(`comes to the items and the bills that a list kept by hand does (${RUNS} sequences)`, () => {
    let made = 0
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), steps => {
        const shop = openShop()
        for (const [at, unitCents] of UNITS.entries()) {
          const code = `plan-${at}`
          shop.do({ type: 'plan.create', code, name: code, unitCents, interval: 'month' })
        }
        const first = shop.books.plans.length - UNITS.length
        shop.do({ type: 'subscription.create', customer: 0, plan: first, quantity: 1 })
        let list: readonly Noted[] = [{ row: null, plan: 0, quantity: 1 }]
        let billedCents = 1000
        let hours = 0
        let rows = 0
        for (const { hours: later, changes, proration } of steps) {
          shop.live(later / 24)
          const passed = Math.floor((hours + later) / PERIOD_HOURS) - Math.floor(hours / PERIOD_HOURS)
          hours += later
          billedCents += passed * list.reduce((sum, noted) => sum + price(noted), 0)
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
            const hoursLeft = PERIOD_HOURS - (hours % PERIOD_HOURS)
            if (proration !== 'none') billedCents += difference(list, next, hoursLeft)
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
          })
          expect(shop.books.invoices.reduce((sum, invoice) => sum + invoice.totalCents, 0)).toBe(billedCents)
        }
      }),
      { numRuns: RUNS },
    )
    expect(made).toBeGreaterThan(RUNS / 2)
  })
})
