import { basename, dirname } from 'node:path'
import type { ChunkSet, Shard } from '../rollout/index.ts'
import { packageVersion } from '../trace/index.ts'
import { type Breakdown, renderBusiness } from './businessTable.ts'
import { lookFirst } from './findings.ts'
import { type RunFolder, shownPath } from './folder.ts'
import type { Job } from './job.ts'
import type { Manifest, RunIdentity, RunSummary, TimedSummary } from './manifest.ts'
import { costOf, type Prices } from './model.ts'
import { count } from './options.ts'
import { renderTable } from './table.ts'

/** What is played, in a line. */
export function headline({ identity }: { readonly identity: RunIdentity }): string {
  const { config } = identity
  return [
    `supportgym ${packageVersion()}`,
    identity.env,
    `${Object.keys(identity.scenarios).length} scenarios`,
    `pack default (${identity.personas.length} archetypes)`,
    `reward ${config.reward}`,
    ...(config.delivery === 'settle' ? [] : [`delivery ${config.delivery}`]),
    ...(config.faults === undefined ? [] : ['with faults']),
    ...(config.check === true ? ['books checked'] : []),
    ...(config.tickets === undefined
      ? []
      : [`${config.tickets} tickets an episode: outcomes are of the last`]),
    `seed ${identity.seed}`,
  ].join(' · ')
}

/** The figures and the pace, alone on stdout. */
export function printJson(
  summary: RunSummary,
  { timings }: Pick<Manifest, 'timings'>,
  prices: Prices | null = null,
): void {
  const rateOf = (policy: string): number => {
    const { steps, seconds } = timings.find(timing => timing.policy === policy)!
    return Math.round(steps / seconds)
  }
  const timed: TimedSummary = {
    ...summary,
    policies: summary.policies.map(each => ({
      ...each,
      stepsPerSecond: rateOf(each.policy),
      costDollars: each.tokens === null || prices === null ? null : costOf(each.tokens, prices),
    })),
  }
  process.stdout.write(`${JSON.stringify(timed, null, 2)}\n`)
}

/** What the models used, and what that cost. */
export function printTokens({ policies }: RunSummary, prices: Prices | null): void {
  for (const { policy, tokens, episodes } of policies) {
    if (tokens === null) continue
    const cost = prices === null ? '' : `, $${costOf(tokens, prices).toFixed(4)}`
    process.stdout.write(
      `${policy} used ${count(tokens.prompt)} tokens of prompts and ${count(tokens.completion)} of answers in ` +
        `${count(episodes)} episodes${cost}.\n`,
    )
  }
}

/** The table of every policy, and the business view where it is asked for. */
export function printTables({ policies }: RunSummary, by: Breakdown | undefined): void {
  process.stdout.write(`\n${renderTable(policies)}\n`)
  if (by === undefined) return
  const caption = 'Dollars a ticket, ± 95 %. What each figure is: docs/reference/business.md'
  process.stdout.write(`\n${caption}\n${renderBusiness(policies, by)}\n\n`)
}

interface Results {
  readonly job: Pick<Job, 'identity'>
  readonly folder: RunFolder
  readonly chunks: ChunkSet
  readonly summary: RunSummary
  readonly by: Breakdown | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** The results for people; under `--json` they go to stderr, so that stdout is JSON alone. */
export function printResults({ job, folder, chunks, summary, by, json, quiet }: Results): void {
  const { identity } = job
  const first = lookFirst(summary.policies, chunks.aggregate())
  const total = identity.policies.length * identity.episodesPerPolicy
  const { shown } = folder
  if (!json && chunks.episodes() > 0) {
    printTables(summary, by)
    if (first !== null) process.stdout.write(`Look first: ${first}\n`)
  }
  const out = json ? process.stderr : process.stdout
  if (chunks.episodes() < total) {
    out.write(
      `Interrupted after ${count(chunks.episodes())} of ${count(total)} episodes: all are whole.\n` +
        `Go on: ${resumeCommand(shown)}\n`,
    )
  }
  if ((json && quiet) || chunks.episodes() === 0) return
  out.write(
    `Wrote ${shown}/  (episodes.jsonl, summary.json, manifest.json).  ` +
      `Replay one: npx supportgym replay ${shown}/episodes.jsonl --episode 1\n`,
  )
}

/** What a failure has left of a run, and how to go on; on stderr, before the failure itself. */
export function printKept(folder: RunFolder, chunks: ChunkSet): void {
  if (chunks.episodes() === 0) return
  process.stderr.write(
    `Failed after ${count(chunks.episodes())} episodes, which are kept.  Go on: ${resumeCommand(folder.shown)}\n`,
  )
}

interface ShardResult {
  readonly job: Job
  readonly folder: RunFolder
  readonly shard: Shard
  readonly chunks: ChunkSet
  readonly isInterrupted: boolean
}

/** What became of a shard, and what comes next. */
export function printShard({ job, folder, shard, chunks, isInterrupted }: ShardResult): void {
  const { shown } = folder
  const done = `${count(chunks.episodes())} episodes`
  if (isInterrupted) {
    process.stdout.write(
      `Interrupted after ${done}: all are whole.\nGo on: ${command(process.argv.slice(2))}\n`,
    )
    return
  }
  const [parent, name] = [dirname(folder.path), basename(folder.path)]
  const all = name.startsWith('shard-') ? `${shownPath(parent)}/shard-*` : `${shown} …`
  process.stdout.write(
    `Wrote ${shown}/  (shard ${shard.number}/${shard.of} of run ${job.id}, ${done}).  ` +
      `When all are played: npx supportgym merge ${all}\n`,
  )
}

/** The command that was given, to be given again for the rest. */
function resumeCommand(shown: string): string {
  const given = process.argv.slice(2).filter(word => word !== '--force' && word !== '--resume')
  const hasFolder = given.some(word => /^(-o|--out)/.test(word))
  return command([...given, ...(hasFolder ? [] : ['--out', shown]), '--resume'])
}

function command(words: readonly string[]): string {
  const quoted = words.map(word =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  )
  return `npx supportgym ${quoted.join(' ')}`
}
