import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { SupportGymError } from '../core/errors.ts'
import { type ChunkSet, joinChunks, removeChunks, type Shard, writeWhole } from '../rollout/index.ts'
import type { Job } from './job.ts'
import { LOCK, lockFolder } from './lock.ts'
import { differenceOf, Manifest, RunSummary } from './manifest.ts'

/** A run's folder that this process alone writes to, until it is closed. */
export interface RunFolder {
  readonly path: string
  /** As a person would type it from here. */
  readonly shown: string
  /** What was there before; null for a folder that is new. */
  readonly before: Manifest | null
  close(): void
}

const FILES = { episodes: 'episodes.jsonl', summary: 'summary.json', manifest: 'manifest.json' } as const

/**
 * Opens `runs/<id>`, or the next free `runs/<id>-2` …: nothing is ever overwritten there. A folder named by `out`
 * must be empty, or `force` be given: throws `would_overwrite`.
 */
export function newFolder(
  id: string,
  { out, force }: { readonly out?: string; readonly force: boolean },
): RunFolder {
  if (out === undefined) return locked(freshFolder(id))
  makeFolder(out)
  const folder = locked(out)
  const first = contentsOf(out)[0]
  if (first === undefined) return folder
  if (!force) {
    folder.close()
    throw new SupportGymError(
      'would_overwrite',
      `${out} is not empty (it has ${first}): choose another folder, add --resume to go on with the run in it, ` +
        'or --force to overwrite it.',
    )
  }
  removeResults(out)
  rmSync(join(out, FILES.manifest), { force: true })
  removeChunks(out)
  return { ...folder, before: null }
}

/** Opens the folder of a run that was interrupted. Throws when there is none, or when the run in it is another one. */
export function resumedFolder(job: Job, out: string | undefined): RunFolder {
  const path = out ?? join('runs', job.id)
  if (!existsSync(path)) {
    throw new SupportGymError(
      'unknown_id',
      `There is no run in ${path} to resume${othersIn(dirname(path), job)}. ` +
        'Give the options it was begun with, and --out if it has one; or begin it without --resume.',
    )
  }
  return ownFolder(job, { path, shard: null })
}

/** Opens a folder for this job and shard, new or begun before. Throws when something else is in it. */
export function ownFolder(
  job: Job,
  { path, shard }: { readonly path: string; readonly shard: Shard | null },
): RunFolder {
  makeFolder(path)
  const folder = locked(path)
  try {
    const [first] = contentsOf(path)
    if (folder.before === null && first !== undefined) {
      throw new SupportGymError(
        'would_overwrite',
        `${path} has no run in it to go on with (it has ${first}, but no ${FILES.manifest}): choose another folder.`,
      )
    }
    if (folder.before !== null) refuseOther(path, folder.before, { job, shard })
  } catch (error) {
    folder.close()
    throw error
  }
  return folder
}

/** Opens the folder for the merged run: one with nothing in it but shards, or the same run. */
export function mergedFolder({ id, configHash }: Pick<Job, 'id' | 'configHash'>, path: string): RunFolder {
  makeFolder(path)
  const folder = locked(path)
  const [first] = contentsOf(path).filter(name => !name.startsWith('shard-'))
  const isSame = folder.before?.configHash === configHash && folder.before.shard === null
  if (first === undefined || isSame) return folder
  folder.close()
  throw new SupportGymError(
    'would_overwrite',
    `${path} has something else in it than run ${id} (${first}): choose another folder with --out.`,
  )
}

/** The manifest in a folder. Throws `incompatible_run` when there is none, or one of another version. */
export function manifestIn(path: string): Manifest {
  const manifest = readManifest(path)
  if (manifest !== null) return manifest
  throw new SupportGymError(
    'incompatible_run',
    `${path} is not the folder of a run or a shard: expected a ${FILES.manifest} in it.`,
  )
}

export function writeManifest({ path }: RunFolder, manifest: Manifest): void {
  writeWhole(join(path, FILES.manifest), json(manifest))
}

/** Writes what a run came to: its episodes in the order of the plan, and its figures. */
export function writeResults({ path }: RunFolder, chunks: ChunkSet, summary: RunSummary): void {
  joinChunks(chunks.sources(), join(path, FILES.episodes))
  writeWhole(join(path, FILES.summary), json(summary))
}

/** Takes away what an interrupted run came to, before it goes on. */
export function removeResults(path: string): void {
  for (const name of [FILES.episodes, FILES.summary]) rmSync(join(path, name), { force: true })
}

/** The figures that stand in a folder. */
export function summaryIn({ path }: RunFolder): RunSummary {
  return RunSummary.parse(jsonOf(textOf(join(path, FILES.summary))))
}

/** Makes a folder and those above it. Throws `would_overwrite` where a file is in the way. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw cause
    throw new SupportGymError(
      'would_overwrite',
      `${path} is to be a folder, but a file is in the way there.`,
      {
        cause,
      },
    )
  }
}

/** As a person would type it from here. */
export function shownPath(path: string): string {
  return relative('', path) || '.'
}

function locked(path: string): RunFolder {
  const close = lockFolder(path)
  try {
    return { path, shown: shownPath(path), before: readManifest(path), close }
  } catch (error) {
    close()
    throw error
  }
}

function readManifest(path: string): Manifest | null {
  const file = join(path, FILES.manifest)
  if (!existsSync(file)) return null
  const parsed = Manifest.safeParse(jsonOf(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  const { path: at, message } = parsed.error.issues[0]!
  throw new SupportGymError(
    'incompatible_run',
    `${file} is damaged or was written by another version: ${at.map(String).join('.') || 'the file'}: ${message}.`,
  )
}

function refuseOther(
  path: string,
  before: Manifest,
  { job, shard }: { readonly job: Job; readonly shard: Shard | null },
): void {
  const difference = differenceOf(before, job.identity) ?? shardDifference(before.shard, shard)
  if (difference === null) return
  throw new SupportGymError(
    'incompatible_run',
    `The run in ${path} differs in ${difference}: give the options it was begun with, or choose another folder.`,
  )
}

function shardDifference(there: Shard | null, here: Shard | null): string | null {
  const name = (shard: Shard | null): string => (shard === null ? 'the whole' : `${shard.number}/${shard.of}`)
  return name(there) === name(here) ? null : `shard (${name(there)} there, ${name(here)} here)`
}

/** Runs beside the one that is missing which nobody finished, and how they differ: one of them may have been meant. */
function othersIn(parent: string, job: Job): string {
  const unfinished = (existsSync(parent) ? readdirSync(parent) : []).flatMap(name => {
    const parsed = Manifest.safeParse(jsonOf(textOf(join(parent, name, FILES.manifest))))
    if (!parsed.success || parsed.data.status === 'complete') return []
    const difference = differenceOf(parsed.data, job.identity)
    const path = join(parent, name)
    return [difference === null ? `--out ${path} has one` : `${path} differs in ${difference}`]
  })
  return unfinished.length === 0 ? '' : `; ${unfinished.slice(0, 3).join('; ')}`
}

function freshFolder(id: string): string {
  makeFolder('runs')
  for (let suffix = 1; ; suffix++) {
    const folder = join('runs', suffix === 1 ? id : `${id}-${suffix}`)
    try {
      mkdirSync(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** What is in a folder, without locks and what a process left half written. */
function contentsOf(path: string): readonly string[] {
  return readdirSync(path).filter(name => !name.startsWith(LOCK) && !name.endsWith('.part'))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
