import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'

/** The name of the lock in a folder: whoever holds it is the only one to write there. */
export const LOCK = 'lock'

const Holder = z.strictObject({ pid: z.int(), host: z.string(), since: z.iso.datetime() })
type Holder = z.infer<typeof Holder>

/** The holder touches its lock this often, so that those elsewhere see that it lives. */
const TOUCH_MS = 15_000
/** A lock held elsewhere that nobody touched for so long is of a process that is gone. */
const SILENT_MS_MAX = 300_000

/**
 * Takes the lock of a folder; what is returned gives it back. A lock whose process is gone is taken over. Throws
 * `run_in_use` when somebody else is writing there.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, LOCK)
  while (!created(file)) takeAside(file, folder)
  const touching = setInterval(() => touch(file), TOUCH_MS).unref()
  return () => {
    clearInterval(touching)
    rmSync(file, { force: true })
  }
}

function created(file: string): boolean {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  try {
    writeFileSync(file, `${JSON.stringify(holder)}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves a lock out of the way whose holder is gone; of several who try, one moves it. */
function takeAside(file: string, folder: string): void {
  const text = textOf(file)
  if (text === null) return
  const holder = holderIn(text)
  if (isAlive(holder, file)) throw inUse(folder, holder)
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return // somebody else was faster
  }
  if (textOf(aside) === text) {
    rmSync(aside)
    return
  }
  // Between the look and the move somebody took the lock over: it is theirs.
  renameSync(aside, file)
  throw inUse(folder, holderIn(textOf(file) ?? ''))
}

function isAlive(holder: Holder | null, file: string): boolean {
  if (holder === null || holder.host !== hostname()) return silentMs(file) < SILENT_MS_MAX
  // This very process holds no lock yet: a container that starts again often has the same id.
  if (holder.pid === process.pid) return false
  try {
    process.kill(holder.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function inUse(folder: string, holder: Holder | null): SupportGymError {
  const who = holder === null ? 'Somebody' : `Process ${holder.pid} on ${holder.host}, since ${holder.since},`
  return new SupportGymError(
    'run_in_use',
    `${who} is writing into ${folder}: wait for it, or choose another folder with --out. ` +
      `If it is gone for certain, delete ${join(folder, LOCK)}.`,
  )
}

function holderIn(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function silentMs(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function touch(file: string): void {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // Deleted by hand: whoever did so knows better.
  }
}
