import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import pc from 'picocolors'
import {
  type FactFound,
  type PartFound,
  type RealismReport,
  realism,
  type Unit,
} from '../evaluation/realism/index.ts'
import { count, wholeNumber } from './options.ts'
import { showProgress, silent } from './progress.ts'
import { inRange, shownHeldOut, shownStability } from './robustness.ts'
import { plainTable } from './table.ts'

interface RealismCommandOptions {
  readonly tickets: number
  readonly seed: number
  readonly pack: string
  readonly stability: boolean
  readonly stabilityTickets: number
  readonly heldOut: boolean
  readonly heldOutDraws: number
  readonly heldOutTickets: number
  readonly json: boolean
  readonly quiet: boolean
}

/** `realism`: how the simulated customers compare with what is known of real ones. */
export function addRealism(program: Command): void {
  program
    .command('realism')
    .summary('compare the simulated customers with what is known of real ones')
    .description(
      'Plays the playbook over many tickets and measures every stylised fact; what the playbook cannot show, ' +
        'a controlled experiment does. Then ranks every policy while churn, chargebacks and abuse move by half, and ' +
        'measures the facts again on archetypes drawn around those of the pack.',
    )
    .option('-n, --tickets <number>', 'tickets of the playbook', wholeNumber(100, 1_000_000), 10_000)
    .option('--seed <number>', 'seed of the first ticket', wholeNumber(0, Number.MAX_SAFE_INTEGER), 2_000_000)
    .option(
      '--pack <name or file>',
      'who makes contact: a pack that ships, or a YAML or JSON file',
      'default',
    )
    .option(
      '--stability-tickets <number>',
      'tickets of each policy and setting',
      wholeNumber(10, 100_000),
      800,
    )
    .option('--no-stability', 'no ranks of policies while churn, chargebacks and abuse move')
    .option('--held-out-draws <number>', 'packs to draw around the pack', wholeNumber(1, 1_000), 4)
    .option('--held-out-tickets <number>', 'tickets of each such pack', wholeNumber(100, 100_000), 1_500)
    .option('--no-held-out', 'no facts on packs drawn around the pack')
    .option('--json', 'everything as JSON, alone on stdout', false)
    .option('-q, --quiet', 'no progress', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym realism --pack my-archetypes.yaml --tickets 2000 --no-stability\n',
    )
    .action(report)
}

/** How long the loop may hold the process before signals and the terminal get their turn. */
const BREATH_MS = 40

const NOT_HELD_OUT = `
Nothing was drawn around this pack: it has concrete personas, and no means to move.
`

async function report({ tickets, seed, pack, json, quiet, ...sizes }: RealismCommandOptions): Promise<void> {
  const running = realism({
    tickets,
    seed,
    pack,
    ...(sizes.stability ? { stability: { tickets: sizes.stabilityTickets } } : {}),
    ...(sizes.heldOut ? { heldOut: { draws: sizes.heldOutDraws, tickets: sizes.heldOutTickets } } : {}),
  })
  const startedMs = performance.now()
  let breathedMs = startedMs
  let progress = silent
  for (;;) {
    const { value, done } = running.next()
    if (done === true) {
      progress.stop()
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : shown(value))
      if (!json && sizes.heldOut && value.heldOut === null) process.stdout.write(NOT_HELD_OUT)
      return
    }
    if (progress === silent && !quiet) {
      progress = showProgress(`playing ${count(tickets)} tickets and the experiments`, value.total)
    }
    const nowMs = performance.now()
    if (nowMs - breathedMs < BREATH_MS) continue
    progress.update(value.done, (1000 * value.steps) / (nowMs - startedMs))
    await breathe()
    breathedMs = performance.now()
  }
}

function shown({ tickets, seed, pack, facts, stability, heldOut }: RealismReport): string {
  const heads = ['', 'fact', 'target', 'measured', 'figure'].map(head => ({ head, align: 'left' as const }))
  return [
    `pack ${pack} · ${count(tickets)} tickets · seeds from ${seed}`,
    '',
    plainTable(heads, facts.flatMap(rowsOf)),
    `${inRange(facts)} facts in range.`,
    '',
    ...facts.map(({ id, what }) => `${id}: ${what}`),
    ...(stability === null ? [] : ['', shownStability(stability)]),
    ...(heldOut === null ? [] : ['', shownHeldOut(heldOut)]),
    '',
  ].join('\n')
}

function rowsOf({ id, target, inRange, parts }: FactFound): string[][] {
  return parts.map((part, index) => [
    index > 0 ? '' : inRange ? pc.green('in') : pc.red('out'),
    index > 0 ? '' : id,
    index > 0 ? '' : target,
    figure(part),
    part.what,
  ])
}

function figure({ measured, ci95, unit }: PartFound): string {
  if (measured === null || ci95 === null) return 'nothing to measure'
  return `${written(measured, unit)} [${ci95.map(bound => written(bound, unit)).join(', ')}]`
}

function written(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return `${(100 * value).toFixed(1)} %`
    case 'points':
      return `${(100 * value).toFixed(1)} pt`
    case 'ratio':
      return `${value.toFixed(2)} ×`
    case 'number':
      return value.toFixed(3)
  }
}
