import type { Command } from 'commander'
import { SupportGymError } from '../core/errors.ts'
import type { Speech } from '../env/index.ts'
import { llmUnderstanding, llmWording, type WordingTally } from '../language/llm/index.ts'
import { type EndpointOptions, type RecordedFetch, recordedFetch } from '../llm/index.ts'
import { offlineSpeech } from '../text.ts'
import { amount, count, wholeNumber } from './options.ts'

/** The options that say which models play, where they are asked, and within which limits. */
export interface ModelOptions {
  readonly model?: string
  readonly baseUrl?: string
  readonly customerModel?: string
  readonly interpreterModel?: string
  readonly temperature?: number
  readonly timeout?: number
  readonly retries?: number
  readonly tokensMax?: number
  readonly priceInput?: number
  readonly priceOutput?: number
  readonly record?: string
  readonly replay?: string
  readonly atOnce?: number
}

/** What of the options decides what is said, and so belongs to a run's identity. */
export interface SpokenBy {
  readonly customer: string | null
  readonly interpreter: string | null
  readonly temperature: number | null
}

/** Flags by option, for messages. */
const flags: Readonly<Record<keyof ModelOptions, string>> = {
  model: '--model',
  baseUrl: '--base-url',
  customerModel: '--customer-model',
  interpreterModel: '--interpreter-model',
  temperature: '--temperature',
  timeout: '--timeout',
  retries: '--retries',
  tokensMax: '--tokens-max',
  priceInput: '--price-input',
  priceOutput: '--price-output',
  record: '--record',
  replay: '--replay',
  atOnce: '--at-once',
}

const SECONDS_MAX = 3_600
const AT_ONCE_MAX = 64

/** Adds the options of models to a command. */
export function withModel(command: Command): Command {
  return command
    .option('--model <name>', 'the model of --policy llm; its key is read from OPENAI_API_KEY')
    .option('--base-url <url>', 'its endpoint, of any OpenAI-compatible server (default: OpenAI)')
    .option('--customer-model <name>', 'a model that puts the customer into words (default: by rules)')
    .option('--interpreter-model <name>', 'a model that hears the agent for the customer (default: by rules)')
    .option('--temperature <number>', 'of the models (default: their own)', amount)
    .option('--timeout <seconds>', 'for one answer (default: 60)', wholeNumber(1, SECONDS_MAX))
    .option('--retries <number>', 'after a fault that may pass (default: 2)', wholeNumber(0, 20))
    .option('--tokens-max <number>', 'stop once a model has used so many', wholeNumber(1, 1_000_000_000_000))
    .option('--price-input <dollars>', 'for a million tokens of prompts, to tell the cost', amount)
    .option('--price-output <dollars>', 'for a million tokens of answers', amount)
    .option('--record <file>', 'keep what the models answer, and answer from there what is in it')
    .option('--replay <file>', 'answer from a recording alone: no endpoint is asked')
    .option('--at-once <number>', 'episodes of the model at once (default: 1)', wholeNumber(1, AT_ONCE_MAX))
}

/** The flags of models that were given. */
export function modelFlags(options: ModelOptions): readonly string[] {
  const names = Object.keys(flags) as (keyof ModelOptions)[]
  return names.filter(name => options[name] !== undefined).map(name => flags[name])
}

/** Makes endpoints that share a recording, where there is one. Throws `invalid_config`. */
export function endpointsFor(options: ModelOptions): (model: string) => EndpointOptions {
  const { baseUrl, temperature, timeout, retries, tokensMax, priceInput, priceOutput, atOnce } = options
  const apiKey = process.env.OPENAI_API_KEY || undefined
  if (options.record !== undefined && options.replay !== undefined) {
    throw wrong('--record asks an endpoint, --replay asks none: drop one.')
  }
  if ((priceInput === undefined) !== (priceOutput === undefined)) {
    throw wrong('a cost takes two prices: give both --price-input and --price-output, or neither.')
  }
  const isAsked = options.replay === undefined
  const hasEndpoint = baseUrl !== undefined || process.env.OPENAI_BASE_URL !== undefined
  if (isAsked && apiKey === undefined && !hasEndpoint) {
    throw wrong('a model needs an endpoint: set OPENAI_API_KEY, or add --base-url of a server without keys.')
  }
  const fetch = recordingOf(options)
  return model => ({
    model,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(retries === undefined ? {} : { retriesMax: retries }),
    ...(tokensMax === undefined ? {} : { tokensMax }),
    ...(atOnce === undefined ? {} : { requestsAtOnce: atOnce }),
    ...(fetch === null ? {} : { fetch }),
  })
}

function recordingOf({ record, replay }: ModelOptions): RecordedFetch['fetch'] | null {
  if (record !== undefined) return recordedFetch({ file: record, mode: 'record' }).fetch
  if (replay !== undefined) return recordedFetch({ file: replay, mode: 'replay' }).fetch
  return null
}

/** Who puts the customer into words and hears the agent, and what became of a model's words. */
export interface Speaking {
  readonly speech: Speech
  /** In a line; null where the customer is put into words by rules. */
  wordsKept(): string | null
}

/** Speech by rules, but for what a model is named for. */
export async function speakingBy(
  { customerModel, interpreterModel }: ModelOptions,
  endpointOf: (model: string) => EndpointOptions,
): Promise<Speaking> {
  const { understand, word } = await offlineSpeech()
  const worded =
    customerModel === undefined ? null : llmWording(endpointOf(customerModel), { fallback: word })
  return {
    speech: {
      understand:
        interpreterModel === undefined ? understand : llmUnderstanding(endpointOf(interpreterModel)),
      word: worded ?? word,
    },
    wordsKept: () => (worded === null ? null : tallyWords(worded.tally())),
  }
}

function tallyWords({ messages, first, second, fallback }: WordingTally): string {
  const share = (part: number): string => `${messages === 0 ? 0 : Math.round((100 * part) / messages)} %`
  return (
    `${count(messages)} messages of customers by the model: ${share(first)} kept at once, ` +
    `${share(second)} when asked again, ${share(fallback)} by rules instead.`
  )
}

/** Tokens of prompts and of answers. */
export interface Tokens {
  readonly prompt: number
  readonly completion: number
}

/** Dollars for a million tokens; null where none were given. */
export interface Prices {
  readonly input: number
  readonly output: number
}

/** The prices of the options. */
export function pricesOf({ priceInput, priceOutput }: ModelOptions): Prices | null {
  return priceInput === undefined || priceOutput === undefined
    ? null
    : { input: priceInput, output: priceOutput }
}

/** What tokens cost, in dollars. */
export function costOf({ prompt, completion }: Tokens, { input, output }: Prices): number {
  return (prompt * input + completion * output) / 1_000_000
}

/** What of the options belongs to a run's identity; null where nobody is asked but the agent. */
export function spokenBy(options: ModelOptions): SpokenBy | null {
  const { customerModel = null, interpreterModel = null, temperature = null } = options
  if (customerModel === null && interpreterModel === null && temperature === null) return null
  return { customer: customerModel, interpreter: interpreterModel, temperature }
}

function wrong(message: string): SupportGymError {
  return new SupportGymError('invalid_config', message)
}
