import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import {
  type ComposedCase,
  type Composition,
  compose,
  loadParts,
  rejections,
  type Split,
  splits,
} from '../evaluation/compose/index.ts'
import { loadCatalogue } from '../scenarios/index.ts'
import { makeFolder } from './folder.ts'
import { count, oneOf, wholeNumber } from './options.ts'
import { showProgress, silent } from './progress.ts'
import { plainTable } from './table.ts'

interface ComposeCommandOptions {
  readonly difficulty?: number
  readonly number: number
  readonly seed: number
  readonly split: Split
  readonly out: string
  readonly parts?: string
  readonly force: boolean
  readonly json: boolean
  readonly quiet: boolean
}

/** `scenarios compose`: new cases from the parts of those that ship. */
export function addCompose(scenarios: Command): void {
  scenarios
    .command('compose')
    .summary('compose new cases, each of them tried and found solvable')
    .description(
      'Combines a situation, causes, a clause of policy or knowledge, a fault and who makes contact. Every case is ' +
        'validated, solved by the playbook or by a search over forks, and resolved neither by a blind sequence nor by ' +
        'an exploit; its difficulty is measured: the steps it takes, and the share of a panel of desks that fails.',
    )
    .option(
      '-d, --difficulty <level>',
      'measured level of every case, 1 to 5 (default: any)',
      wholeNumber(1, 5),
    )
    .option('-n, --number <number>', 'how many', wholeNumber(1, 100_000), 20)
    .option('--seed <number>', 'seed of the whole set', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option(
      '--split <name>',
      `${splits.join(', ')}: a combination belongs to one split for ever`,
      oneOf('split', splits),
      'all',
    )
    .requiredOption('-o, --out <folder>', 'where to write: a file a case, the companies, manifest.json')
    .option('--parts <file>', 'clauses, faults and personas to combine (default: those that ship)')
    .option(
      '--force',
      'write into a folder that is not empty, in place of the set that was composed there',
      false,
    )
    .option('--json', 'the manifest on stdout', false)
    .option('-q, --quiet', 'no progress', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym scenarios compose --difficulty 3 -n 100 --seed 5 --out my-cases\n',
    )
    .action((_options, command: Command) => run(command.optsWithGlobals<ComposeCommandOptions>()))
}

/** How long the loop may hold the process before signals and the terminal get their turn. */
const BREATH_MS = 40

async function run(options: ComposeCommandOptions): Promise<void> {
  const { number: n, seed, split, out, parts, quiet, force, json } = options
  const loaded = loadParts(parts)
  requireEmpty(out, force)
  const running = compose({
    catalogue: loadCatalogue(),
    parts: loaded,
    n,
    seed,
    split,
    difficulty: options.difficulty ?? null,
  })
  const progress = quiet ? silent : showProgress(`composing ${count(n)} cases`, n)
  let breathedMs = performance.now()
  for (;;) {
    const { value, done } = running.next()
    if (done === true) {
      progress.stop()
      write(out, value, options)
      process.stdout.write(json ? `${asJson(manifestOf(value, options))}\n` : shown(value, out))
      return
    }
    const nowMs = performance.now()
    if (nowMs - breathedMs < BREATH_MS) continue
    progress.update(value.found, 0)
    await breathe()
    breathedMs = performance.now()
  }
}

function requireEmpty(out: string, force: boolean): void {
  makeFolder(out)
  const [first] = readdirSync(out)
  if (first === undefined || force) return
  throw new SupportGymError(
    'would_overwrite',
    `${out} is not empty (it has ${first}): choose another folder, or add --force to write into it.`,
  )
}

function write(out: string, composition: Composition, options: ComposeCommandOptions): void {
  const companies = join(out, 'companies')
  removeBefore(out)
  makeFolder(companies)
  for (const { scenario, company } of composition.cases) {
    writeFileSync(join(out, `${scenario.id}.yaml`), stringify(scenario, { aliasDuplicateObjects: false }))
    writeFileSync(join(companies, `${company.id}.yaml`), stringify(company, { aliasDuplicateObjects: false }))
  }
  writeFileSync(join(out, 'manifest.json'), `${asJson(manifestOf(composition, options))}\n`)
}

const SetBefore = z.object({
  cases: z.array(z.object({ id: z.string().regex(/^[\w-]+$/), company: z.string().regex(/^[\w-]+$/) })),
})

/** Takes away the set that was composed there before: what stayed of it would be mixed with the new one. */
function removeBefore(out: string): void {
  const manifest = join(out, 'manifest.json')
  if (!existsSync(manifest)) return
  const before = SetBefore.safeParse(parse(readFileSync(manifest, 'utf8')))
  for (const { id, company } of before.data?.cases ?? []) {
    rmSync(join(out, `${id}.yaml`), { force: true })
    rmSync(join(out, 'companies', `${company}.yaml`), { force: true })
  }
}

/** What the set is made of and what was measured: enough to make it again. */
function manifestOf({ cases, rejected }: Composition, options: ComposeCommandOptions): object {
  const { difficulty = null, number: n, seed, split } = options
  return { difficulty, n, seed, split, rejected, cases: cases.map(entryOf) }
}

function entryOf({ scenario, company, name, split, level, measured, solvedBy, blind }: ComposedCase): object {
  const { resolved, steps, failing, index } = measured
  const difficulty = { level, index, steps, failing, resolved }
  return { id: scenario.id, company: company.id, combination: name, split, difficulty, solvedBy, blind }
}

function shown({ cases, rejected }: Composition, out: string): string {
  const heads = ['level', 'cases', 'playbook', 'panel fails', 'steps', 'best blind'].map(head => ({
    head,
    align: 'right' as const,
  }))
  const levels = [...new Set(cases.map(({ level }) => level))].sort()
  const rows = levels.map(level => {
    const own = cases.filter(each => each.level === level)
    return [
      String(level),
      String(own.length),
      percent(mean(own, ({ measured }) => measured.resolved.playbook ?? 0)),
      percent(mean(own, ({ measured }) => measured.failing)),
      mean(own, ({ measured }) => measured.steps).toFixed(1),
      percent(Math.max(...own.map(({ blind }) => blind))),
    ]
  })
  const dropped = rejections.filter(why => rejected[why] > 0).map(why => `${why} ${rejected[why]}`)
  const all = cases.length + rejections.reduce((sum, why) => sum + rejected[why], 0)
  return [
    plainTable(heads, rows),
    `${cases.length} of ${all} combinations taken${dropped.length === 0 ? '' : ` (not: ${dropped.join(', ')})`}.`,
    '',
    `Play them with supportgym run --scenarios ${out}, or makeEnv(id, { scenarios: '${out}' }).`,
    '',
  ].join('\n')
}

function mean(cases: readonly ComposedCase[], value: (each: ComposedCase) => number): number {
  return cases.reduce((sum, each) => sum + value(each), 0) / cases.length
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
