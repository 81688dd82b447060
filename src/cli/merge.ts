import { join } from 'node:path'
import type { Command } from 'commander'
import { SupportGymError } from '../core/errors.ts'
import { type ChunkSet, chunkCountOf, chunkSet, readChunks, removeChunks, shardOf } from '../rollout/index.ts'
import { packageVersion } from '../trace/index.ts'
import type { Breakdown } from './businessTable.ts'
import { manifestIn, mergedFolder, shownPath, writeManifest, writeResults } from './folder.ts'
import { differenceOf, type Manifest, RunIdentity } from './manifest.ts'
import { breakdownName, count } from './options.ts'
import { manifestOf } from './play.ts'
import { headline, printJson, printResults } from './report.ts'
import { summaryOf } from './run.ts'

interface MergeOptions {
  readonly out?: string
  readonly by?: Breakdown
  readonly json: boolean
}

/** `merge`: the shards of a run, put together into what `run` would have written. */
export function addMerge(program: Command): void {
  program
    .command('merge')
    .summary('put the shards of a run together')
    .description(
      'Puts the shards of a run together into what run would have written, byte for byte. Whatever is there twice ' +
        'counts once; a shard that is missing is named; one of another version or configuration is refused.',
    )
    .argument('<folders...>', 'of shards, or of a run that was interrupted')
    .option('-o, --out <folder>', 'where to write (default: runs/<id>)')
    .option('--by <name>', 'print the business view, too: by group or archetype', breakdownName)
    .option('--json', 'the figures as JSON, alone on stdout', false)
    .addHelpText('after', '\nExample:\n  $ supportgym merge runs/2f9c1e/shard-*\n')
    .action((folders: readonly string[], options: MergeOptions) => merge(folders, options))
}

interface Part {
  readonly path: string
  readonly manifest: Manifest
}

function merge(paths: readonly string[], { out, by, json }: MergeOptions): void {
  const parts = [...new Set(paths)].map(path => ({ path, manifest: manifestIn(path) }))
  const { manifest } = parts[0]!
  refuseOthers(parts)
  const chunks = chunkSet()
  for (const { path } of parts) {
    for (const record of readChunks(path, manifest.configHash)) chunks.add(record, path)
  }
  refuseGaps(parts, chunks)
  const identity = RunIdentity.strip().parse(manifest)
  const run = { id: manifest.run, configHash: manifest.configHash, identity }
  const folder = mergedFolder(run, out ?? join('runs', run.id))
  try {
    const summary = summaryOf(run, chunks)
    const startedAt = parts.map(part => part.manifest.startedAt).sort()[0]!
    const workers = Math.max(...parts.map(part => part.manifest.workers))
    const given = { startedAt, shard: null, workers }
    // Whoever is stopped on the way leaves a folder that says whose it is, and may be merged into again.
    writeManifest(folder, manifestOf(run, chunks, { status: 'running', ...given }))
    writeResults(folder, chunks, summary)
    const whole = manifestOf(run, chunks, { status: 'complete', ...given })
    writeManifest(folder, whole)
    removeChunks(folder.path)
    if (json) printJson(summary, whole)
    else process.stdout.write(`${headline(run)}\n`)
    printResults({ job: run, folder, chunks, summary, by, json, quiet: false })
  } finally {
    folder.close()
  }
}

/** Throws `incompatible_run` unless all are of this version and of one run. */
function refuseOthers(parts: readonly Part[]): void {
  const [first] = parts
  for (const { path, manifest } of parts) {
    const here = packageVersion()
    if (manifest.supportgym !== here) {
      throw new SupportGymError(
        'incompatible_run',
        `${path} was played by supportgym ${manifest.supportgym}, this is ${here}: merge it with that version, or ` +
          'play it again with this one.',
      )
    }
    const difference = differenceOf(manifest, first!.manifest)
    if (difference === null) continue
    throw new SupportGymError(
      'incompatible_run',
      `${path} is a shard of another run than ${first!.path}; it differs in ` +
        `${difference.replaceAll(' there', ' in the one').replaceAll(' here', ' in the other')}. ` +
        'Merge the shards of one run at a time.',
    )
  }
}

/** Throws `incomplete_run` when a chunk is missing, naming the shards that have it. */
function refuseGaps(parts: readonly Part[], chunks: ChunkSet): void {
  const { episodesPerPolicy, chunkLength } = parts[0]!.manifest
  const total = chunkCountOf(episodesPerPolicy, chunkLength)
  const missing = chunks.missing(Array.from({ length: total }, (_, chunk) => chunk))
  if (missing.length === 0) return
  throw new SupportGymError(
    'incomplete_run',
    `${count(missing.length)} of ${count(total)} chunks are missing (${ranges(missing)})` +
      `${missingShards(parts, missing)}. Play them with rollout and the same options, and merge again.`,
  )
}

/** By shard, where all were cut alike: those that were not given, and those that are not finished. */
function missingShards(parts: readonly Part[], missing: readonly number[]): string {
  const cuts = new Set(parts.map(({ manifest }) => manifest.shard?.of ?? 0))
  const [of] = cuts
  if (cuts.size !== 1 || of === undefined || of === 0) return ''
  const numbers = [...new Set(missing.map(chunk => shardOf(chunk, of)))].sort((one, other) => one - other)
  const words = numbers.map(number => {
    const part = parts.find(({ manifest }) => manifest.shard?.number === number)
    if (part === undefined) return `${number}/${of}`
    const { status } = part.manifest
    return `${number}/${of} (${status === 'complete' ? 'damaged' : status} in ${shownPath(part.path)})`
  })
  return `, of shard${words.length === 1 ? '' : 's'} ${words.join(', ')}`
}

/** `3, 5–9`: numbers in order, as few words as can be. */
function ranges(numbers: readonly number[]): string {
  const words: string[] = []
  for (let start = 0, at = 0; at < numbers.length; at++) {
    if (numbers[at + 1] === numbers[at]! + 1) continue
    words.push(start === at ? `${numbers[at]}` : `${numbers[start]}–${numbers[at]}`)
    start = at + 1
  }
  return words.length > 12 ? `${words.slice(0, 12).join(', ')}, …` : words.join(', ')
}
