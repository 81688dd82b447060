import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { PolicySummary } from '../rollout/index.ts'
import { TraceConfig, type Trajectory, trajectoryText } from '../trace/index.ts'

/** The figures of a run; the same run gives the same bytes, so there is no time in it. */
export const RunSummary = z.strictObject({
  run: z.string(),
  seed: z.int().min(0),
  policies: z.array(PolicySummary),
})
export type RunSummary = z.infer<typeof RunSummary>

/** What `--json` prints: the figures, and how fast they came. */
export const TimedSummary = RunSummary.extend({
  policies: z.array(PolicySummary.extend({ stepsPerSecond: z.number().positive() })),
})
export type TimedSummary = z.infer<typeof TimedSummary>

/** How a run came about. */
export const Manifest = z.strictObject({
  run: z.string(),
  supportgym: z.string(),
  node: z.string(),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  env: z.string(),
  config: TraceConfig,
  seed: z.int().min(0),
  episodesPerPolicy: z.int().min(1),
  episodesPlayed: z.int().min(0),
  policies: z.array(z.string()),
  scenarios: z.array(z.string()),
  personas: z.array(z.string()),
  timings: z.array(
    z.strictObject({
      policy: z.string(),
      steps: z.int(),
      seconds: z.number().describe('Recording included.'),
    }),
  ),
})
export type Manifest = z.infer<typeof Manifest>

/** A run's folder, being written. Whole episodes alone reach the file, so that it can be read at any time. */
export interface RunFolder {
  /** As a person would type it from here. */
  readonly shown: string
  add(trajectory: Trajectory): void
  writeManifest(manifest: Manifest): void
  writeSummary(summary: RunSummary): void
  close(): void
}

const FILES = { episodes: 'episodes.jsonl', summary: 'summary.json', manifest: 'manifest.json' } as const

/**
 * Opens `runs/<id>`, or the next free `runs/<id>-2` …: nothing is ever overwritten there. A folder named by `out`
 * must be empty, or `force` be given: throws `would_overwrite`.
 */
export function openRunFolder(
  id: string,
  { out, force }: { readonly out?: string; readonly force: boolean },
): RunFolder {
  const folder = out === undefined ? freshFolder(id) : givenFolder(out, force)
  const episodes = openSync(join(folder, FILES.episodes), 'w')
  const write = (name: string, value: unknown): void => {
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`)
  }
  return {
    shown: relative('', folder) || '.',
    add: trajectory => {
      writeSync(episodes, trajectoryText(trajectory))
    },
    writeManifest: manifest => write(FILES.manifest, manifest),
    writeSummary: summary => write(FILES.summary, summary),
    close: () => closeSync(episodes),
  }
}

function freshFolder(id: string): string {
  mkdirSync('runs', { recursive: true })
  for (let suffix = 1; ; suffix++) {
    const folder = join('runs', suffix === 1 ? id : `${id}-${suffix}`)
    if (existsSync(folder)) continue
    mkdirSync(folder)
    return folder
  }
}

function givenFolder(out: string, force: boolean): string {
  mkdirSync(out, { recursive: true })
  const [first] = readdirSync(out)
  if (first !== undefined && !force) {
    throw new SupportGymError(
      'would_overwrite',
      `${out} is not empty (it has ${first}): choose another folder, or add --force to overwrite a run in it.`,
    )
  }
  return out
}
