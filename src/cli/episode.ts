import type { Command } from 'commander'
import pc from 'picocolors'
import { envIds, makeEnv } from '../make.ts'
import { policyNamed } from '../reference/index.ts'
import { recordEpisode, TraceConfig, type Trajectory, trajectoryText } from '../trace/index.ts'
import type { Fact } from '../world/world.ts'
import { rewardName, wholeNumber } from './options.ts'
import { type Told, toldAction, toldEnd, toldFact, toldSignal } from './transcript.ts'

interface EpisodeCommandOptions {
  readonly policy: string
  readonly scenario?: string
  readonly persona?: string
  readonly seed: number
  readonly reward: TraceConfig['reward']
  readonly json: boolean
}

/** `episode`: one ticket, as a person would read it. */
export function addEpisode(program: Command): void {
  program
    .command('episode')
    .summary('play one ticket and read it')
    .description('Plays one ticket and prints it as a person would read it, with its grade and the reasons.')
    .option('-p, --policy <name>', 'who works on it', 'playbook')
    .option('-s, --scenario <id>', 'the case (default: drawn by the seed)')
    .option('--persona <id>', 'the archetype (default: drawn by the seed)')
    .option('--seed <number>', 'seed of the episode', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--reward <name>', 'business, sparse, shaped or naive', rewardName, 'business')
    .option('--json', 'the trajectory as JSON lines', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym episode --policy playbook --scenario duplicate-charge-v1 --seed 7\n',
    )
    .action((options: EpisodeCommandOptions) => show(options))
}

function show({ policy: name, scenario, persona, seed, reward, json }: EpisodeCommandOptions): void {
  const entry = policyNamed(name)
  const config = TraceConfig.parse({ reward })
  const env = makeEnv(envIds[0], config)
  const { trajectory } = recordEpisode(env, entry.make(seed), {
    seed,
    options: {
      ...(scenario === undefined ? {} : { scenario }),
      ...(persona === undefined ? {} : { persona }),
    },
    config,
    policy: entry.id,
  })
  if (json) {
    process.stdout.write(trajectoryText(trajectory))
    return
  }
  const { header } = trajectory
  process.stdout.write(`${pc.bold(`${header.scenario} · ${entry.id} · seed ${seed}`)}\n\n`)
  const told = [...conversation(trajectory, env.observe().transcript), ...trajectory.signals.map(toldSignal)]
  for (const { at, by, what } of told) {
    process.stdout.write(`${pc.dim(at.padStart(WIDTH))}  ${by.padEnd(WIDTH)} ${what}\n`)
  }
  process.stdout.write(`\n${toldEnd(trajectory)}\n`)
}

const WIDTH = 8

/** What was said and done, in order of time; an action follows what it answers. */
function conversation({ steps }: Trajectory, transcript: readonly Fact[]): readonly Told[] {
  const openedAtMs = transcript[0]?.atMs ?? 0
  const done = steps.map(({ executed }, index) => {
    const atMs = steps[index - 1]?.clockMs ?? openedAtMs
    return { atMs, told: executed === null ? null : toldAction(executed, atMs) }
  })
  const said = transcript.map(fact => ({ atMs: fact.atMs, told: toldFact(fact) }))
  return [...said, ...done]
    .sort((one, other) => one.atMs - other.atMs)
    .flatMap(({ told }) => (told === null ? [] : [told]))
}
