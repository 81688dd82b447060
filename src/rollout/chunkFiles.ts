import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Aggregate } from './aggregate.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What stands for a chunk that is whole: its figures, and the episodes file that goes with them. */
export const ChunkRecord = z.strictObject({
  configHash: sha256.describe('Of the run that the chunk is a part of.'),
  chunk: z.int().min(0),
  episodes: z.int().min(1).describe('Of all policies together.'),
  episodesHash: sha256.describe('Of the bytes of its episodes file.'),
  spent: z
    .array(z.strictObject({ policy: z.string(), steps: z.int(), ms: z.number() }))
    .describe('Recording included. The one part of it that another try at the chunk would change.'),
  cells: Aggregate,
})
export type ChunkRecord = z.infer<typeof ChunkRecord>

const CHUNKS = 'chunks'
const PART = '.part'

/** A chunk on its way into its files. */
export interface ChunkWriter {
  add(text: string): void
  /** Makes it whole: its record is the last thing to be written. */
  finish(figures: Omit<ChunkRecord, 'episodesHash'>): ChunkRecord
}

/**
 * Opens the files of a chunk in a run's folder. Whoever stops on the way, however suddenly, leaves no record, and the
 * chunk counts as not played.
 */
export function writeChunk(folder: string, chunk: number): ChunkWriter {
  mkdirSync(join(folder, CHUNKS), { recursive: true })
  const file = episodesFile(folder, chunk)
  const episodes = openSync(`${file}${PART}`, 'w')
  const hash = createHash('sha256')
  return {
    add(text) {
      writeFileSync(episodes, text)
      hash.update(text)
    },
    finish(figures) {
      closeSync(episodes)
      renameSync(`${file}${PART}`, file)
      const record = { ...figures, episodesHash: hash.digest('hex') }
      writeWhole(recordFile(folder, chunk), `${JSON.stringify(z.encode(ChunkRecord, record))}\n`)
      return record
    },
  }
}

/** The whole chunks of a folder, in order; those that are damaged, half written or of another run are passed over. */
export function* readChunks(folder: string, configHash: string): Generator<ChunkRecord> {
  if (!existsSync(join(folder, CHUNKS))) return
  const numbers = readdirSync(join(folder, CHUNKS)).flatMap(name => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
  for (const chunk of numbers.map(Number).sort((one, other) => one - other)) {
    const record = readChunk(folder, chunk)
    if (record?.configHash === configHash && record.chunk === chunk) yield record
  }
}

function readChunk(folder: string, chunk: number): ChunkRecord | null {
  try {
    const json: unknown = JSON.parse(readFileSync(recordFile(folder, chunk), 'utf8'))
    const record = ChunkRecord.parse(json)
    const bytes = readFileSync(episodesFile(folder, chunk))
    return createHash('sha256').update(bytes).digest('hex') === record.episodesHash ? record : null
  } catch {
    return null
  }
}

/** Writes the episodes of these chunks, in this order, into one file. */
export function joinChunks(
  chunks: Iterable<{ readonly folder: string; readonly chunk: number }>,
  file: string,
): void {
  const joined = openSync(`${file}${PART}`, 'w')
  for (const { folder, chunk } of chunks) writeFileSync(joined, readFileSync(episodesFile(folder, chunk)))
  closeSync(joined)
  renameSync(`${file}${PART}`, file)
}

/** Removes the chunks of a folder, once they are joined or not wanted. */
export function removeChunks(folder: string): void {
  rmSync(join(folder, CHUNKS), { recursive: true, force: true })
}

/** Writes a file so that whoever reads it finds the old text or the new one, never a part. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}${PART}`, text)
  renameSync(`${file}${PART}`, file)
}

function episodesFile(folder: string, chunk: number): string {
  return join(folder, CHUNKS, `${numbered(chunk)}.jsonl`)
}

function recordFile(folder: string, chunk: number): string {
  return join(folder, CHUNKS, `${numbered(chunk)}.json`)
}

function numbered(chunk: number): string {
  return String(chunk).padStart(5, '0')
}
