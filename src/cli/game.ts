import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import pc from 'picocolors'
import type { Speech } from '../env/index.ts'
import { envIds, makeEnv } from '../make.ts'
import type { AsyncPolicyEntry } from '../policies/index.ts'
import { loadCatalogue } from '../scenarios/index.ts'
import { offlineSpeech } from '../text.ts'
import { recordEpisodeAsync, TraceConfig, trajectoryText } from '../trace/index.ts'
import { type ModelOptions, withModel } from './model.ts'
import { oneOf, rewardName, wholeNumber } from './options.ts'
import { personPolicy } from './personAsAgent.ts'
import { overheard, personWords } from './personAsCustomer.ts'
import { chosenPolicies } from './policies.ts'
import { Left, type Terminal, terminalOn } from './terminal.ts'
import { toldEnd, toldSignal } from './transcript.ts'

interface GameOptions extends ModelOptions {
  readonly as: 'agent' | 'customer'
  readonly policy: string
  readonly scenario?: string
  readonly persona?: string
  readonly seed: number
  readonly reward: TraceConfig['reward']
  readonly out?: string
}

const roles = ['agent', 'customer'] as const

/** `play`: one ticket with a person in it. */
export function addPlay(program: Command): void {
  withModel(program.command('play'))
    .summary('play one ticket yourself, as the agent or as the customer')
    .description(
      'Plays one ticket with you in it. As the agent you write to the customer and call tools; as the customer you put ' +
        'into words what the simulated customer feels and decides, and see how the agent takes it. The end shows the ' +
        'grade, what was behind it, and what arrived later.',
    )
    .option('--as <role>', 'agent or customer', oneOf('role', roles), 'agent')
    .option('-p, --policy <name>', 'with --as customer: the agent, by name, or llm', 'playbook')
    .option('-s, --scenario <id>', 'the case (default: drawn by the seed)')
    .option('--persona <id>', 'the archetype (default: drawn by the seed)')
    .option('--seed <number>', 'seed of the episode', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--reward <name>', 'business, sparse, shaped or naive', rewardName, 'business')
    .option('-o, --out <file>', 'keep the ticket there, as a trajectory that replays')
    .addHelpText('after', '\nExample:\n  $ supportgym play --scenario duplicate-charge-v1 --seed 7\n')
    .action((options: GameOptions) => game(options))
}

async function game(options: GameOptions): Promise<void> {
  const terminal = terminalOn(process.stdin, process.stdout)
  try {
    await playTicket(options, terminal)
  } catch (error) {
    if (!(error instanceof Left)) throw error
    terminal.print('Left before the end: nothing was kept.')
  } finally {
    terminal.close()
  }
}

async function playTicket(options: GameOptions, terminal: Terminal): Promise<void> {
  const { seed, scenario, persona, reward, out } = options
  const config = TraceConfig.parse({ reward })
  const { entry, speech } = await (options.as === 'agent' ? asAgent : asCustomer)(options, terminal)
  const { trajectory } = await recordEpisodeAsync(makeEnv(envIds[0], config), entry.make(seed), {
    seed,
    options: {
      ...(scenario === undefined ? {} : { scenario }),
      ...(persona === undefined ? {} : { persona }),
    },
    config,
    policy: entry.id,
    speech,
  })
  terminal.print('')
  for (const { at, what } of trajectory.signals.map(toldSignal)) terminal.print(`${pc.dim(at)}  ${what}`)
  terminal.print(`\n${toldEnd(trajectory)}`)
  if (out === undefined) return
  writeFileSync(out, trajectoryText(trajectory))
  terminal.print(`Wrote ${out}.  Replay it: npx supportgym replay ${out}`)
}

interface Players {
  readonly entry: Pick<AsyncPolicyEntry, 'id' | 'make'>
  readonly speech: Speech
}

async function asAgent(_options: GameOptions, terminal: Terminal): Promise<Players> {
  return { entry: { id: 'person', make: () => personPolicy(terminal) }, speech: await offlineSpeech() }
}

async function asCustomer({ policy, ...models }: GameOptions, terminal: Terminal): Promise<Players> {
  const [{ understand, word }, { phrase }] = await Promise.all([
    offlineSpeech(),
    import('../language/understanding/index.ts'),
  ])
  const { policies } = await chosenPolicies({ ...models, policy: [policy] }, loadCatalogue())
  const [agent] = policies
  if (agent === undefined) throw new InvalidArgumentError('Expected the name of one policy.')
  return {
    entry: { id: agent.id, make: seed => overheard(agent.make(seed), terminal, phrase) },
    speech: { understand, word: personWords(terminal, word) },
  }
}
