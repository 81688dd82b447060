import { freezeRecords, withAllTables, withoutEmptyTables } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import { hashOf } from '../core/hash.ts'
import { entries, type Log } from '../core/log.ts'
import type { World } from '../world/world.ts'
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
  const stored = plain(snapshot.world)
  const world = { ...stored, books: withAllTables(stored.books) }
  const template = templateOf(world, setting)
  if (template.hash !== snapshot.template.hash) {
    throw new SupportGymError(
      'invalid_snapshot',
      `The fixture "${template.id}" has changed since the snapshot was taken; use the scenario files of that time.`,
    )
  }
  freezeRecords(world.books)
  return world
}

/** The hash of everything that changes: equal worlds, equal hashes. */
export function stateHash(world: World): string {
  return hashOf(kept(world))
}

function plain(world: World): World {
  return JSON.parse(JSON.stringify(kept(world))) as World
}

/** The world as it is kept: no tables that are empty, no log entries that a fork has appended. */
function kept(world: World): object {
  const tickets = world.tickets.map(ticket => ({
    ...ticket,
    hidden: { ...ticket.hidden, trail: trimmed(ticket.hidden.trail) },
  }))
  const books = { ...withoutEmptyTables(world.books), journal: trimmed(world.books.journal) }
  return { ...world, tickets, books, transcript: trimmed(world.transcript) }
}

function trimmed<T>(log: Log<T>): Log<T> {
  return { items: entries(log).slice(), length: log.length }
}
