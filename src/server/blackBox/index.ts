import { z } from 'zod'
import { SupportGymError } from '../../core/errors.ts'
import { chatTools } from '../../env/index.ts'
import { type EndpointOptions, endpoint } from '../../llm/index.ts'
import type { AsyncPolicyEntry } from '../../policies/index.ts'
import { billingServer } from './billing.ts'
import { playerOf } from './policy.ts'

const toolNames = chatTools.map(tool => tool.function.name)

/** What an agent is offered that wants to hand over or close; what moves money are tools of its own. */
const flowTools = [
  'verify_identity',
  'search_knowledge_base',
  'run_diagnostic',
  'apply_fix',
  'escalate',
  'schedule_follow_up',
  'close',
]

const Own = z.strictObject({
  billingPort: z.int().min(0).max(65_535).default(0),
  context: z.string().min(1).exactOptional(),
  tools: z.array(z.enum(toolNames)).default(flowTools),
  quietExchangesMax: z.int().positive().default(3),
})

/** Which agent is tested, and what it is told. */
export interface BlackBoxOptions extends EndpointOptions {
  /** Of the agent under test, which speaks chat completions. */
  readonly baseURL: string
  /** Where its billing server listens, on loopback; 0, the default, takes a free one. */
  readonly billingPort?: number
  /** A system message before each conversation; none unless given. */
  readonly context?: string
  /** Names of the tools it is offered; by default those by which it verifies, diagnoses, hands over and closes. */
  readonly tools?: readonly string[]
  /** Exchanges running in which the customer only accepts or thanks, after which the conversation is closed; 3 unless given. */
  readonly quietExchangesMax?: number
}

/** An agent of somebody else's, to be played like a policy. */
export interface BlackBoxAgent extends AsyncPolicyEntry {
  /** For its Stripe SDK: `new Stripe(apiKey, { host, port, protocol: 'http' })`. */
  readonly billing: { readonly host: string; readonly port: number; readonly apiKey: string }
  /** Ends the billing server. */
  close(): Promise<void>
}

/** An agent works for minutes, and one that is asked twice does its work twice. */
const patience = { timeoutMs: 300_000, retriesMax: 0 } as const

/**
 * An agent behind an OpenAI-compatible URL whose tools call the billing server by the Stripe SDK: it is sent what the
 * customer says, and each of its billing requests becomes an action of the episode, recorded, replayed and graded with
 * what it says. One episode at a time. Throws `invalid_config`; while playing `infrastructure`, when it gives no answer.
 */
export async function blackBoxAgent({
  billingPort,
  context,
  tools,
  quietExchangesMax,
  ...given
}: BlackBoxOptions): Promise<BlackBoxAgent> {
  const own = parsed({ billingPort, context, tools, quietExchangesMax })
  const { ask } = endpoint({ ...patience, ...given })
  const billing = await billingServer(own.billingPort)
  const offered = chatTools.filter(tool => own.tools.includes(tool.function.name))
  return {
    id: `blackbox:${given.model}`,
    about: 'An agent behind a URL, with billing tools of its own.',
    isExploit: false,
    make: () => playerOf({ ask, billing, ...own, context: own.context, tools: offered }),
    billing: { host: billing.host, port: billing.port, apiKey: 'sk_test_blackbox' },
    close: billing.close,
  }
}

function parsed(given: Readonly<Record<string, unknown>>): z.output<typeof Own> {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const result = Own.safeParse(present)
  if (result.success) return result.data
  const issues = result.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
  throw new SupportGymError('invalid_config', `The black-box agent: ${issues.join('; ')}.`)
}
