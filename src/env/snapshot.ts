import { type Books, copyBooks } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import { freeze } from '../core/freeze.ts'
import { hashOf } from '../core/hash.ts'
import { entries, type Log } from '../core/log.ts'
import { copyWorld, type World } from '../world/world.ts'
import { templateOf } from './scene.ts'
import type { Setting } from './setting.ts'

/** A whole episode as plain JSON: what `restore` takes. */
export interface Snapshot {
  readonly env: string
  readonly template: { readonly id: string; readonly hash: string }
  readonly episode: Episode
  readonly world: World
}

/** What an env knows of an episode besides the world. */
export interface Episode {
  /** Episodes begun in this env before this one. */
  readonly index: number
  readonly firstSeed: number
  readonly state: 'running' | 'terminated' | 'truncated'
}

/** The state as plain data that nobody else holds. */
export function takeSnapshot(world: World, episode: Episode, setting: Setting): Snapshot {
  const template = templateOf(world, setting)
  return {
    env: setting.id,
    template: { id: template.id, hash: template.hash },
    episode: { ...episode },
    world: plain(world),
  }
}

/** The world of a snapshot, ready to be stepped. Throws `invalid_snapshot` when it belongs elsewhere. */
export function worldOf(snapshot: Snapshot, setting: Setting): World {
  if (snapshot.env !== setting.id) {
    throw new SupportGymError(
      'invalid_snapshot',
      `Expected a snapshot of ${setting.id}, got one of ${snapshot.env}.`,
    )
  }
  const world = plain(snapshot.world)
  const template = templateOf(world, setting)
  if (template.hash !== snapshot.template.hash) {
    throw new SupportGymError(
      'invalid_snapshot',
      `The fixture "${template.id}" has changed since the snapshot was taken; use the scenario files of that time.`,
    )
  }
  for (const shared of sharedParts(world)) freeze(shared)
  return world
}

/** The hash of everything that changes: equal worlds, equal hashes. */
export function stateHash(world: World): string {
  return hashOf(plain(world))
}

function plain(world: World): World {
  const copy = copyWorld(world, (_id, memory) => memory)
  const tickets = copy.tickets.map(ticket => ({
    ...ticket,
    hidden: { ...ticket.hidden, trail: trimmed(ticket.hidden.trail) },
  }))
  const books = { ...copy.books, journal: trimmed(copy.books.journal) }
  return JSON.parse(
    JSON.stringify({ ...copy, tickets, books, transcript: trimmed(copy.transcript) }),
  ) as World
}

function trimmed<T>(log: Log<T>): Log<T> {
  return { items: entries(log).slice(), length: log.length }
}

/** What forks share and so must be frozen: ledger records, log items, and every value of a record. */
function sharedParts(world: World): unknown[] {
  const collections = Object.entries(copyBooks(world.books) as Books).flatMap(([name, part]) =>
    name === 'journal' || name === 'balances' ? [] : (part as unknown[]),
  )
  return [
    ...collections,
    ...world.books.journal.items,
    ...world.transcript.items,
    world.due,
    ...world.tickets.flatMap(({ record, hidden, traits }) => [
      traits,
      ...Object.values(record),
      ...hidden.trail.items,
      hidden.explained,
    ]),
  ]
}
