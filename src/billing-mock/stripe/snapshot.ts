import { z } from 'zod'
import { SupportGymError } from '../../core/errors.ts'
import { type Books, freezeRecords } from '../books.ts'
import { FaultConfig } from '../faultConfig.ts'
import { checkBooks } from '../invariants.ts'
import { withAllTables } from '../tables.ts'
import { PlannedFault } from './faults.ts'
import type { StripeSnapshot } from './state.ts'

const count = z.int().min(0)
const row = z.looseObject({})
const delivery = z.looseObject({ entry: count, tries: count, atMs: z.number(), ordinal: count })
const queue = z.looseObject({ pending: z.array(delivery), read: count, nextOrdinal: count })
const endpoint = z.looseObject({ url: z.string(), events: z.array(z.string()), secret: z.string(), queue })

/** What a snapshot has; of the books only that they are some, which `checkBooks` goes into. */
const Shape = z.looseObject({
  seed: count,
  nowMs: z.int(),
  requests: count,
  books: z.looseObject({ journal: z.looseObject({ items: z.array(row), length: count }) }),
  history: z.looseObject({
    from: count,
    changes: z.array(
      z.looseObject({ entry: count, collection: z.string(), ordinal: count, previous: row.nullable() }),
    ),
  }),
  notes: z.array(
    z.tuple([
      z.string(),
      z.array(
        z.looseObject({
          since: z.int(),
          metadata: z.record(z.string(), z.string()),
          texts: z.record(z.string(), z.string().nullable()),
        }),
      ),
    ]),
  ),
  answers: z.array(
    z.tuple([
      z.string(),
      z.looseObject({ atMs: z.number(), asked: z.string(), status: count, body: row, busyFor: count }),
    ]),
  ),
  faults: z.array(PlannedFault),
  faultConfig: FaultConfig.nullable(),
  calls: z.record(z.string(), count),
  own: z.looseObject({
    methods: z.array(row),
    links: z.array(row),
    endpoints: z.array(endpoint),
    clocks: z.array(row),
    handedOut: z.array(z.looseObject({ endpoint: count, delivery })),
  }),
})

/** A copy of a snapshot that holds together. Throws `invalid_snapshot` when it is none, or its books are broken. */
export function checkedSnapshot(value: unknown): StripeSnapshot {
  const parsed = Shape.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw none(`${issue!.path.join('.') || 'the snapshot'}: ${issue!.message}`)
  }
  const snapshot = structuredClone(value) as StripeSnapshot
  const { books, history } = snapshot
  const broken = brokenBooks(books)
  if (broken !== null) throw none(`books: ${broken}`)
  const strange = history.changes.find(({ collection }) => !Array.isArray(books[collection]))
  if (strange !== undefined) throw none(`history: The books have no "${strange.collection}".`)
  return snapshot
}

/** The first thing wrong with books that may be anything; null for nothing. */
function brokenBooks(books: Books): string | null {
  const { items, length } = books.journal
  if (items.length !== length) return `The journal has ${items.length} entries and says ${length}.`
  try {
    Object.assign(books, withAllTables(books))
    freezeRecords(books)
    return checkBooks(books)[0] ?? null
  } catch (error) {
    // The rules follow what is there: where they cannot, something is missing.
    return error instanceof Error ? error.message : String(error)
  }
}

function none(why: string): SupportGymError {
  return new SupportGymError(
    'invalid_snapshot',
    `Expected a snapshot as it was taken, and nothing has changed. ${why}`,
  )
}
