import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import pc from 'picocolors'
import { SupportGymError } from '../core/errors.ts'
import type { Speech } from '../env/index.ts'
import { envIds, makeEnv } from '../make.ts'
import type { AsyncPolicyEntry } from '../policies/index.ts'
import { loadCatalogue } from '../scenarios/index.ts'
import { offlineSpeech } from '../text.ts'
import { recordEpisodeAsync, TraceConfig, trajectoryText } from '../trace/index.ts'
import { endpointsFor, type ModelOptions, modelFlags, speakingBy, withModel } from './model.ts'
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
  const { out } = options
  const file = out === undefined ? null : newFile(out)
  const terminal = terminalOn(process.stdin, process.stdout)
  try {
    await playTicket(options, terminal, file)
  } catch (error) {
    if (file !== null) rmSync(file)
    if (!(error instanceof Left)) throw error
    terminal.print('Left before the end: nothing was kept.')
  } finally {
    terminal.close()
  }
}

/** Makes the file before a ticket is played for nothing. Throws `would_overwrite`. */
function newFile(file: string): string {
  try {
    closeSync(openSync(file, 'wx'))
    return file
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'EEXIST' ? 'it is there already' : code === 'ENOENT' ? 'its folder is missing' : code
    throw new SupportGymError('would_overwrite', `${file} cannot be made (${why}): choose another file.`, {
      cause,
    })
  }
}

async function playTicket(options: GameOptions, terminal: Terminal, out: string | null): Promise<void> {
  const { seed, scenario, persona, reward } = options
  const config = TraceConfig.parse({ reward })
  const players = await (options.as === 'agent' ? asAgent : asCustomer)(options, terminal)
  const { entry, speech } = players
  const { trajectory } = await recordEpisodeAsync(makeEnv(envIds[0], config), entry.make(seed), {
    seed,
    options: {
      ...(scenario === undefined ? {} : { scenario }),
      ...(persona === undefined ? {} : { persona }),
    },
    config,
    policy: entry.id,
    speech,
  }).finally(players.close)
  terminal.print('')
  for (const { at, what } of trajectory.signals.map(toldSignal)) terminal.print(`${pc.dim(at)}  ${what}`)
  terminal.print(`\n${toldEnd(trajectory)}`)
  if (out === null) return
  writeFileSync(out, trajectoryText(trajectory))
  terminal.print(`Wrote ${out}.  Replay it: npx supportgym replay ${out}`)
}

interface Players {
  readonly entry: Pick<AsyncPolicyEntry, 'id' | 'make'>
  readonly speech: Speech
  close(): Promise<void>
}

const nothingToClose = async (): Promise<void> => {}

async function asAgent(options: GameOptions, terminal: Terminal): Promise<Players> {
  const entry = { id: 'person', make: () => personPolicy(terminal) }
  const [flag] = modelFlags(options)
  if (flag === undefined) return { entry, speech: await offlineSpeech(), close: nothingToClose }
  const { model, customerModel, interpreterModel } = options
  if (model !== undefined || (customerModel === undefined && interpreterModel === undefined)) {
    throw new SupportGymError(
      'invalid_config',
      `${model === undefined ? flag : '--model'}: you are the agent, so the models that can be named are those of ` +
        '--customer-model and --interpreter-model.',
    )
  }
  const { speech } = await speakingBy(options, endpointsFor(options))
  return { entry, speech, close: nothingToClose }
}

async function asCustomer({ policy, ...models }: GameOptions, terminal: Terminal): Promise<Players> {
  const [{ understand, word }, { phrase }] = await Promise.all([
    offlineSpeech(),
    import('../language/understanding/index.ts'),
  ])
  const players = await chosenPolicies({ ...models, policy: [policy] }, loadCatalogue())
  const agent: AsyncPolicyEntry = players.policies[0]!
  const listening = players.isAsync ? (await players.speaking()).speech.understand : understand
  return {
    entry: { id: agent.id, make: seed => overheard(agent.make(seed), terminal, phrase) },
    speech: { understand: listening, word: personWords(terminal, word) },
    close: players.isAsync ? players.close : nothingToClose,
  }
}
