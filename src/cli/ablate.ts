import type { Command } from 'commander'
import { type AblationRow, ablateReward } from '../evaluation/ablation/index.ts'
import type { RewardPreset } from '../reward/index.ts'
import { count, rewardName, wholeNumber } from './options.ts'
import { showProgress, silent } from './progress.ts'
import { plainTable } from './table.ts'

interface AblateOptions {
  readonly reward: RewardPreset
  readonly episodes: number
  readonly seed: number
  readonly json: boolean
  readonly quiet: boolean
}

/** `ablate`: what each term of a reward is for, by what profits when it is dropped. */
export function addAblate(program: Command): void {
  program
    .command('ablate')
    .summary('drop each term of a reward, and see who profits')
    .description(
      'Plays the playbook, the exploits and the playbook with one bad habit each over the same episodes, and ' +
        'drops each reward term in turn.',
    )
    .option('--reward <name>', 'the reward', rewardName, 'business')
    .option('-n, --episodes <number>', 'episodes a policy', wholeNumber(10, 1_000_000), 200)
    .option('--seed <number>', 'seed of the first episode', wholeNumber(0, Number.MAX_SAFE_INTEGER), 400_000)
    .option('--json', 'the rows as JSON, alone on stdout', false)
    .option('-q, --quiet', 'no progress', false)
    .addHelpText('after', '\nExample:\n  $ supportgym ablate --reward business --episodes 100\n')
    .action(ablate)
}

function ablate({ reward, episodes, seed, json, quiet }: AblateOptions): void {
  const seeds = Array.from({ length: episodes }, (_, index) => seed + index)
  let progress = silent
  let steps = 0
  const rows = ablateReward({
    seeds,
    reward,
    onEpisode: (done, of, episodeSteps) => {
      steps += episodeSteps
      if (progress === silent && !quiet) progress = showProgress(`playing ${count(of)} episodes`, of)
      progress.update(done, steps)
    },
  })
  progress.stop()
  process.stdout.write(json ? `${JSON.stringify({ reward, rows }, null, 2)}\n` : shown(rows))
}

function shown(rows: readonly AblationRow[]): string {
  return plainTable(
    [
      { head: 'term dropped', align: 'left' },
      { head: 'in the playbook', align: 'right' },
      { head: 'gains most', align: 'left' },
      { head: 'to the playbook, with', align: 'right' },
      { head: 'without', align: 'right' },
      { head: 'what breaks', align: 'left' },
    ],
    rows.map(row => [
      row.term,
      signed(row.playbookTerm),
      row.gains,
      signed(row.marginWith),
      signed(row.marginWithout),
      row.breaks.length === 0 ? 'nothing gets close' : `no longer held back: ${row.breaks.join(', ')}`,
    ]),
  )
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}
