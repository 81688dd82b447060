import { existsSync } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import pc from 'picocolors'
import { SupportGymError } from '../core/errors.ts'
import { cutOff } from '../core/text.ts'
import type { Env } from '../env/index.ts'
import {
  type Difference,
  envOfHeader,
  type HeaderLine,
  packageVersion,
  readTrajectories,
  replayTrajectory,
  type Trajectory,
} from '../trace/index.ts'
import { FAILED } from './fault.ts'
import { count, wholeNumber } from './options.ts'

interface ReplayOptions {
  readonly episode?: number
  readonly json: boolean
}

/** What a replay of a file found. */
interface Verified {
  episodes: number
  lines: number
  difference: (Difference & { readonly episode: number }) | null
  /** Why the file could not be read to its end; null when it could. */
  damage: string | null
}

/** `replay`: plays recorded episodes again and compares every line. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .summary('play recorded episodes again and compare every line')
    .description('Plays recorded episodes again and compares every line; names the first that differs.')
    .argument('<file>', 'an episodes.jsonl')
    .option('-e, --episode <number>', 'only this episode', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--json', 'the finding as JSON, alone on stdout', false)
    .addHelpText('after', '\nExample:\n  $ supportgym replay runs/2f9c1e/episodes.jsonl --episode 17\n')
    .action(async (file: string, options: ReplayOptions) => {
      process.exitCode = await replay(file, options)
    })
}

async function replay(file: string, { episode, json }: ReplayOptions): Promise<number> {
  if (!existsSync(file)) throw new SupportGymError('invalid_config', `There is no file ${file} to replay.`)
  const found: Verified = { episodes: 0, lines: 0, difference: null, damage: null }
  const trajectory = await verify(file, episode, found)
  if (episode !== undefined && trajectory === null && found.damage === null) {
    throw new SupportGymError('unknown_id', `There is no episode ${episode} in ${file}.`)
  }
  const isSame = found.difference === null && found.damage === null
  if (json) process.stdout.write(`${JSON.stringify({ file, same: isSame, ...found }, null, 2)}\n`)
  else print(file, found, trajectory)
  return isSame ? 0 : FAILED
}

/** Replays episode by episode, up to the first difference; gives the last one that was replayed. */
async function verify(file: string, only: number | undefined, found: Verified): Promise<Trajectory | null> {
  const envOf = envs()
  let last: Trajectory | null = null
  try {
    for await (const trajectory of readTrajectories(file)) {
      const { episode } = trajectory.header
      if (only !== undefined && episode !== only) continue
      last = trajectory
      const { linesEqual, difference } = replayTrajectory(trajectory, envOf)
      found.lines += linesEqual
      found.difference = difference === null ? null : { ...difference, episode }
      if (difference !== null) break
      found.episodes += 1
      if (only !== undefined) break
      await breathe()
    }
  } catch (error) {
    if (!(error instanceof SupportGymError) || error.code !== 'invalid_trajectory') throw error
    found.damage = error.message
  }
  return last
}

/** Makes each env once, whatever the number of episodes. */
function envs(): (header: HeaderLine) => Env {
  const made = new Map<string, Env>()
  return header => {
    const key = JSON.stringify([header.env, header.config])
    const env = made.get(key) ?? envOfHeader(header)
    made.set(key, env)
    return env
  }
}

function print(file: string, found: Verified, trajectory: Trajectory | null): void {
  const { episodes, lines, difference, damage } = found
  if (difference !== null) {
    const { supportgym, policy, scenario } = trajectory!.header
    const field = difference.field === '' ? 'the line' : difference.field
    process.stdout.write(
      `${pc.red('differs')}  ${file}:${difference.line}: ${field}: ` +
        `expected ${show(difference.expected)}, got ${show(difference.got)}\n` +
        `         episode ${difference.episode}, ${policy} on ${scenario}; ${count(lines)} lines before it are the same\n`,
    )
    if (supportgym !== packageVersion()) {
      process.stdout.write(`         recorded by supportgym ${supportgym}, this is ${packageVersion()}\n`)
    }
    return
  }
  if (damage !== null) process.stdout.write(`${pc.red('damaged')}  ${damage}\n`)
  if (damage === null || episodes > 0) {
    const what = episodes === 1 ? '1 episode' : `${count(episodes)} episodes`
    process.stdout.write(`${pc.green('same')}     ${what}, ${count(lines)} lines: every one as recorded\n`)
  }
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 160 ? `${cutOff(text, 160)}…` : text
}
