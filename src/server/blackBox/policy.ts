import { type ChatTool, type Info, LOST_TURN, type Observation, type Timestep } from '../../env/index.ts'
import { type Ask, type AskRequest, addUsage, noUsage } from '../../llm/index.ts'
import type { AsyncPolicy, Choice } from '../../policies/index.ts'
import type { Action } from '../../world/actions.ts'
import { responseOf, unavailable } from '../requests.ts'
import type { BillingServer } from './billing.ts'
import { closing, type EndWatch, endWatch } from './ending.ts'
import { lineTo } from './line.ts'
import { type Talk, talkWith } from './talk.ts'

/** Answers that may ask for nothing that can be done before the turn is lost. */
const ATTEMPTS = 2
const WAIT_MINUTES = 10
const CLOSED = 'The ticket is closed.'

export interface PlayerOptions {
  readonly ask: Ask
  readonly billing: BillingServer
  readonly context: string | undefined
  readonly tools: readonly ChatTool[]
  readonly quietExchangesMax: number
}

/** A ticket under way. */
interface Case {
  readonly ticket: number
  readonly talk: Talk
  readonly watch: EndWatch
  isOver: boolean
}

/**
 * The agent under test in one episode. To act is to let it work until it makes a billing request or answers: the request
 * is an action, and what it came to is the answer that the agent gets at the next act.
 */
export function playerOf({ ask, billing, context, tools, quietExchangesMax }: PlayerOptions): AsyncPolicy {
  const line = lineTo(ask)
  const toolNames = tools.map(tool => tool.function.name)
  let usage = noUsage
  let current: Case | null = null
  let last: Action | null = null

  async function chosen(observation: Observation, info: Info): Promise<Action> {
    billing.connect(line)
    answerLast(observation)
    if (current !== null && info.ticket !== current.ticket) {
      line.hangUp(CLOSED)
      current = null
    }
    if (observation.available.includes('wait_for_next_signal')) {
      line.hangUp(CLOSED)
      return { type: 'wait_for_next_signal' }
    }
    if (current === null && last?.type !== 'lookup_customer') return { type: 'lookup_customer' }
    current ??= {
      ticket: info.ticket,
      talk: talkWith({ context, tools: toolNames }),
      watch: endWatch(quietExchangesMax),
      isOver: false,
    }
    current.talk.saw(observation)
    if (last?.type === 'reply') current.isOver = current.watch.isOver(observation, current.talk.callsTools)
    return line.isBusy ? await worked(current, observation) : await nextOf(current, observation)
  }

  /** The request that the last action was gets what it came to. */
  function answerLast({ toolResult }: Observation): void {
    if (last?.type !== 'billing_request') return
    // The next ticket knows nothing of what the last one came to.
    line.reply(toolResult === null ? unavailable(CLOSED) : responseOf(toolResult))
  }

  async function nextOf(on: Case, observation: Observation): Promise<Action> {
    if (observation.phase === 'pendingApproval') return { type: 'wait', minutes: WAIT_MINUTES }
    const action = on.talk.next()
    if (action !== null) return action
    if (on.isOver && observation.available.includes('close')) {
      on.isOver = false
      return closing(observation)
    }
    return on.talk.hasNews ? await worked(on, observation) : { type: 'wait', minutes: WAIT_MINUTES }
  }

  /** Lets the agent work until there is something to do. */
  async function worked({ talk }: Case, observation: Observation): Promise<Action> {
    for (let attempt = 1; attempt <= ATTEMPTS && (line.isBusy || talk.hasNews); attempt++) {
      if (!line.isBusy) line.call(requestOn(talk, observation))
      const arrival = await line.next()
      if (arrival.kind === 'request') return arrival.action
      usage = addUsage(usage, arrival.answer.usage)
      talk.take(arrival.answer)
      const action = talk.next()
      if (action !== null) return action
    }
    return LOST_TURN
  }

  function requestOn({ messages }: Talk, { customer, channel }: Observation): AskRequest {
    return {
      messages: [...messages],
      ...(tools.length === 0 ? {} : { tools }),
      ...(customer === null ? {} : { user: customer.id }),
      metadata: customer === null ? { channel } : { customer: customer.id, channel },
    }
  }

  return {
    speaks: true,
    usage: () => usage,
    async act(observation: Observation, info: Info): Promise<Choice> {
      const action = await chosen(observation, info)
      last = action
      return { action, propensity: 1 }
    },
    end(final: Timestep<Observation> | null) {
      if (final !== null) answerLast(final.observation)
      line.hangUp('The episode is over.')
      billing.disconnect(line)
    },
  }
}
