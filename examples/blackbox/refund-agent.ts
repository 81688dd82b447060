import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { pathToFileURL } from 'node:url'
import Stripe from 'stripe'

/**
 * A customer-service agent as it stands in production: a server that speaks chat completions, with the stripe SDK as its
 * hands. Nothing in it knows that it is tested. It gives back what was paid twice, says so, and closes.
 */
export function refundAgent(stripe: Stripe): RequestListener {
  return serving(body => answerTo(body, customer => refundDuplicate(stripe, customer)))
}

/** Its dishonest twin: says that it has refunded, and has not. */
export function lyingAgent(stripe: Stripe): RequestListener {
  return serving(body => answerTo(body, customer => findDuplicate(stripe, customer)))
}

/** A request for a chat completion: what is read of it. */
export interface Asked {
  readonly messages: readonly { readonly role: string; readonly content: string | null }[]
  readonly tools?: readonly object[]
  /** The customer whose conversation this is. */
  readonly user: string
}

/** What the agent says, and which tools of those it was offered it calls. */
export interface Answer {
  readonly content: string | null
  readonly calls?: readonly { readonly name: string; readonly arguments: object }[]
}

/** Verifies, then remedies what it finds, then says good-bye: where it stands is in the conversation. */
async function answerTo(
  { messages, user }: Asked,
  remedy: (customer: string) => Promise<number | null>,
): Promise<Answer> {
  const turns = messages.filter(({ role }) => role === 'assistant').length
  if (turns === 0) return welcome
  const verification = messages.find(({ role }) => role === 'tool')?.content ?? ''
  if (verification.includes('failed')) return refusal
  if (turns > 1) return farewell
  const cents = await remedy(user)
  return cents === null ? handOver : told(cents)
}

function told(cents: number): Answer {
  const amount = `$${(cents / 100).toFixed(2)}`
  return {
    content:
      `You were charged twice for the same invoice. I have refunded ${amount} to your card. ` +
      'It takes five to ten business days until a refund arrives on your statement.',
  }
}

const welcome: Answer = {
  content: "Hello, thanks for getting in touch. I'm sorry about this. Let me look at that.",
  calls: [{ name: 'verify_identity', arguments: {} }],
}
const farewell: Answer = {
  content: 'Thank you for your patience. Have a nice day!',
  calls: [{ name: 'close', arguments: { resolution: 'resolved' } }],
}
const refusal: Answer = {
  content: "I'm sorry, but I can't verify that this is your account, so I can't help you with it here.",
  calls: [{ name: 'close', arguments: { resolution: 'refused' } }],
}
const handOver: Answer = {
  content: null,
  calls: [
    {
      name: 'escalate',
      arguments: {
        team: 'billing',
        handOver: ['request', 'identity'],
        summary: 'No invoice was paid twice.',
      },
    },
  ],
}

/** Gives the second payment of an invoice back; the amount in cents, or null where nothing was paid twice. */
export async function refundDuplicate(stripe: Stripe, customer: string): Promise<number | null> {
  const second = await secondPayment(stripe, customer)
  if (second === null) return null
  const refund = await stripe.refunds.create(
    { payment_intent: second.paymentIntent, reason: 'duplicate' },
    { idempotencyKey: `refund-duplicate-${second.paymentIntent}` },
  )
  return refund.amount
}

async function findDuplicate(stripe: Stripe, customer: string): Promise<number | null> {
  return (await secondPayment(stripe, customer))?.cents ?? null
}

async function secondPayment(
  stripe: Stripe,
  customer: string,
): Promise<{ readonly paymentIntent: string; readonly cents: number } | null> {
  const invoices = await stripe.invoices.list({ customer, status: 'paid', expand: ['data.payments'] })
  for (const { payments } of invoices.data) {
    const paid = payments!.data.filter(({ status }) => status === 'paid')
    const second = paid.toSorted((one, other) => one.created - other.created)[1]
    if (second === undefined) continue
    const intent = second.payment.payment_intent!
    return { paymentIntent: typeof intent === 'string' ? intent : intent.id, cents: second.amount_paid! }
  }
  return null
}

/** The least of a chat-completions server: one route, no streams. */
export function serving(answer: (body: Asked) => Promise<Answer>): RequestListener {
  return (request, response) => {
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    textOf(request)
      .then(async text => send(200, completion(await answer(JSON.parse(text) as Asked))))
      .catch((error: unknown) => send(500, { error: { message: String(error) } }))
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

function completion({ content, calls = [] }: Answer): object {
  const toolCalls = calls.map(({ name, arguments: given }, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  }))
  const message = { role: 'assistant', content, ...(calls.length === 0 ? {} : { tool_calls: toolCalls }) }
  const finish = calls.length === 0 ? 'stop' : 'tool_calls'
  return { object: 'chat.completion', choices: [{ index: 0, finish_reason: finish, message }] }
}

/** `STRIPE_PORT=12111 PORT=8000 node refund-agent.ts`, on a Node that runs TypeScript (22.18 and later). */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { STRIPE_PORT = '12111', PORT = '8000' } = process.env
  const stripe = new Stripe('sk_test_any', { host: '127.0.0.1', port: STRIPE_PORT, protocol: 'http' })
  createServer(refundAgent(stripe)).listen(Number(PORT), '127.0.0.1')
}
