import { freeze } from './freeze.ts'

/**
 * An append-only log that forks share: readers stop at `length`; whoever appends past another's end copies first.
 */
export interface Log<T> {
  readonly items: T[]
  readonly length: number
}

/** The log with nothing in it. */
export function emptyLog<T>(): Log<T> {
  return { items: [], length: 0 }
}

/** The log with one more item; the given log still reads as before. */
export function append<T>(log: Log<T>, item: T): Log<T> {
  const length = log.length + 1
  // A copy has no room to spare: many logs that are copied get but one item of their own.
  if (log.items.length !== log.length) return { items: log.items.slice(0, log.length).concat([item]), length }
  log.items.push(item)
  return { items: log.items, length }
}

/** Freezes the items, newest first and no further than to one that is frozen: before it all are. */
export function freezeItems<T>({ items, length }: Log<T>): void {
  for (let i = length - 1; i >= 0 && !Object.isFrozen(items[i]); i--) freeze(items[i])
}

/** The items of a log, oldest first. */
export function entries<T>(log: Log<T>): readonly T[] {
  return log.items.length === log.length ? log.items : log.items.slice(0, log.length)
}
