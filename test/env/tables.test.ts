import { expect, it } from 'vitest'
import { apply, withAllTables } from '../../src/billing-mock/index.ts'
import { makeEnv } from '../../src/index.ts'

/** The names of what the billing tables hold; books have them all, and a snapshot those with rows. */
const tables = Object.keys(withAllTables({}))

it('a snapshot has no billing table that nobody wrote to, and one that somebody did', () => {
  const env = makeEnv('billing-support-v4')
  env.reset({ seed: 7 })
  const snapshot = env.snapshot()
  const names = Object.keys(snapshot.world.books)
  expect(names.filter(name => tables.includes(name))).toEqual([])

  const books = withAllTables(structuredClone(snapshot.world.books))
  const made = apply(
    books,
    { type: 'product.create', name: 'App' },
    { nowMs: 0, actor: 'system', draw: () => 0.5 },
  )
  expect(made.ok).toBe(true)
  const { products } = books
  env.restore({ ...snapshot, world: { ...snapshot.world, books } })
  const twin = env.fork()
  for (const each of [env, twin]) {
    const { books: stored } = each.snapshot().world
    expect(Object.keys(stored).filter(name => tables.includes(name))).toEqual(['products'])
    expect(stored.products).toEqual(products)
  }
})
