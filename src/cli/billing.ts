import type { Command } from 'commander'
import { FaultConfig } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import {
  type LoggedRequest,
  type PushedWebhook,
  scenarioBackend,
  stripePlugin,
  stripeServerOptions,
  webhookPush,
} from '../server/stripe.ts'
import { interrupted } from './interruption.ts'
import { faultsIn, wholeNumber } from './options.ts'

/** How long endpoints have to answer the last webhooks after Ctrl-C, in milliseconds. */
const ENDING_MS = 1000

interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly scenario: string
  readonly cause?: string
  readonly seed: number
  readonly faults?: FaultConfig
  readonly check: boolean
  readonly quiet: boolean
}

/** `billing serve`: a simulated Stripe account over HTTP. */
export function addBilling(program: Command): void {
  const billing = program
    .command('billing')
    .summary('serve the billing backend to code on the stripe SDK')
    .description('Serves the simulated ledger to code on the unmodified stripe SDK.')
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym billing serve --scenario duplicate-charge-v1 --seed 7\n',
    )
  billing
    .command('serve')
    .summary('serve the account of a scenario over HTTP')
    .description(
      "Serves the account of a scenario's customer over HTTP, until Ctrl-C. Webhooks are pushed to endpoints at http on this machine.",
    )
    .option('-s, --scenario <id>', 'whose account', 'duplicate-charge-v1')
    .option('--cause <id>', 'what has happened on it; drawn by the seed unless given')
    .option('--seed <number>', 'which cause, ids and names', wholeNumber(0, Number.MAX_SAFE_INTEGER), 7)
    .option('--port <number>', 'where to listen; 0 takes a free port', wholeNumber(0, 65_535), 12_111)
    .option('--host <name>', 'on which address', '127.0.0.1')
    .option(
      '--faults <file>',
      'what goes wrong between the caller and the books, as YAML or JSON',
      faultsIn(FaultConfig),
    )
    .option('--check', 'check every invariant of the books after every operation', false)
    .option('-q, --quiet', 'no line for each request', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym billing serve --port 12111 --seed 7 --scenario duplicate-charge-v1\n',
    )
    .action((options: ServeOptions) => serve(options))
}

/** Serves until Ctrl-C; requests under way are answered first. */
async function serve({ host, port, quiet, ...account }: ServeOptions): Promise<void> {
  const backend = scenarioBackend(account)
  const { fastify } = await import('fastify')
  const app = fastify({ ...stripeServerOptions, forceCloseConnections: 'idle' })
  const ending = new AbortController()
  const push = webhookPush({ backend, signal: ending.signal, ...(quiet ? {} : { log: logWebhook }) })
  await app.register(stripePlugin, {
    backend,
    log(request) {
      if (!quiet) log(request)
      void push()
    },
  })
  let url: string
  try {
    url = await app.listen({ host, port })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SupportGymError(
      'invalid_config',
      `--port ${port}: cannot listen there, on ${host} (${why}). 0 takes a free one.`,
    )
  }
  process.stdout.write(`${greeting(url, { host, ...account })}\n`)
  await interrupted()
  await app.close()
  const patience = setTimeout(() => ending.abort(), ENDING_MS)
  await push()
  clearTimeout(patience)
}

function greeting(
  url: string,
  { host, scenario, seed }: Pick<ServeOptions, 'host' | 'scenario' | 'seed'>,
): string {
  const { port } = new URL(url)
  return [
    `The account of ${scenario}, seed ${seed}, at ${url}`,
    `  import Stripe from 'stripe'`,
    `  const stripe = new Stripe('sk_test_any', { host: '${host}', port: ${port}, protocol: 'http' })`,
    '  console.log((await stripe.charges.list()).data)',
    `  curl ${url}/v1/charges -u sk_test_any:`,
    `  curl ${url}/_sim/clock/advance -d by_seconds=86400`,
    'Ctrl-C ends it.',
  ].join('\n')
}

function log({ method, path, status, isReplayed, isLost }: LoggedRequest): void {
  const outcome = isLost ? 'lost' : `${status}${isReplayed ? ' replayed' : ''}`
  process.stdout.write(`${new Date().toISOString()} ${method} ${path} ${outcome}\n`)
}

function logWebhook({ url, status }: PushedWebhook): void {
  process.stdout.write(`${new Date().toISOString()} webhook ${url} ${status ?? 'not answered'}\n`)
}
