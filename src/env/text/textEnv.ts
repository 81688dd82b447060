import { SupportGymError } from '../../core/errors.ts'
import type { Action } from '../../world/actions.ts'
import type { Env, ResetOptions } from '../env.ts'
import type { Observation } from '../observation.ts'
import type { Info, Timestep } from '../timestep.ts'
import type { AgentTurn, ChatMessage, ChatTool } from './chat.ts'
import { type Conversation, conversationOn } from './conversation.ts'
import { type Speech, type Spoken, spoken } from './spoken.ts'
import { chatTools } from './tools.ts'

/** What an agent that talks meets first. */
export interface TextReset {
  /** The conversation so far: the rules, and what the customer opened with. */
  readonly messages: readonly ChatMessage[]
  readonly observation: Observation
  readonly info: Info
}

/** What came of an agent's turn. */
export interface TextStep {
  /** What is new to answer: results of the calls, then what the customer said. A new ticket begins with the rules. */
  readonly messages: readonly ChatMessage[]
  /** The sum over the timesteps. */
  readonly reward: number
  readonly terminated: boolean
  readonly truncated: boolean
  readonly observation: Observation
  /** Of the last timestep. */
  readonly info: Info
  /** One for each action of the turn, with what was executed in its `info`. */
  readonly timesteps: readonly Timestep<Observation>[]
}

/** An env as an agent meets it that talks and calls tools: chat messages in, chat messages out. */
export interface TextEnv {
  /** The env underneath: snapshots, the report, the hash of its state. */
  readonly env: Env
  readonly tools: readonly ChatTool[]
  /** The conversation under way, in the shape of chat completions. */
  readonly messages: readonly ChatMessage[]
  /** Begins an episode; throws what `env.reset` throws. */
  reset(given?: ResetOptions): Promise<TextReset>
  /**
   * Takes a turn, or plain words: they are sent, then the calls are done in order, until the ticket ends. A turn that
   * says and does nothing lets a minute pass. One step at a time: throws `step_under_way` before the last one is done,
   * what `env.step` throws, and `infrastructure` from a model; after that the episode is lost, and `reset` is next.
   */
  step(turn: AgentTurn | string): Promise<TextStep>
}

/** What a turn comes to in which nothing was said or done. */
export const LOST_TURN: Action = { type: 'wait', minutes: 1 }

/** The text face of an env. */
export function createTextEnv(env: Env, speech: Speech): TextEnv {
  let words: Spoken = spoken(env, speech)
  let conversation: Conversation | null = null
  let ticket = 0
  let isUnderWay = false
  let hasEnded = false
  let isLost = false

  /** One call at a time: two would answer each other's turns. */
  async function alone<T>(call: () => Promise<T>): Promise<T> {
    if (isUnderWay) {
      throw new SupportGymError(
        'step_under_way',
        'A step or reset began before the last one was done: await each.',
      )
    }
    isUnderWay = true
    try {
      return await call()
    } finally {
      isUnderWay = false
    }
  }

  async function take(talk: Conversation, turn: AgentTurn): Promise<TextStep> {
    const before = talk.messages.length + 1
    const count = talk.take(turn)
    const timesteps: Timestep<Observation>[] = []
    for (let action = count === 0 ? LOST_TURN : talk.next(); action !== null; action = talk.next()) {
      timesteps.push(...(await does(action)))
      const { observation, info, terminated, truncated } = timesteps.at(-1)!
      if (!terminated && info.ticket !== ticket) {
        talk.end({ isDone: true })
        const last = talk.messages.slice(before)
        return stepOf(timesteps, [...last, ...(await open(observation, info))])
      }
      talk.saw((await words.worded(observation)).seen)
      hasEnded = terminated || truncated
      if (hasEnded) talk.end({ isDone: false })
    }
    return stepOf(timesteps, talk.messages.slice(before))
  }

  async function open(observation: Observation, info: Info): Promise<readonly ChatMessage[]> {
    ticket = info.ticket
    conversation = conversationOn((await words.worded(observation)).seen)
    return conversation.messages.slice()
  }

  /** Does one action, and waits for signals by itself where nothing else is left to do. */
  async function does(action: Action): Promise<readonly Timestep<Observation>[]> {
    const steps = [env.step(await words.meant(action))]
    for (let last = steps[0]!; isWaiting(last); last = steps.at(-1)!) {
      steps.push(env.step({ type: 'wait_for_next_signal' }))
    }
    return steps
  }

  return {
    env,
    tools: chatTools,
    get messages() {
      return conversation?.messages ?? []
    },
    reset: given =>
      alone(async () => {
        conversation = null
        hasEnded = false
        isLost = false
        const { observation, info } = env.reset(given)
        words = spoken(env, speech)
        return { messages: await open(observation, info), observation, info }
      }),
    step: given =>
      alone(async () => {
        if (isLost) {
          throw new SupportGymError('step_before_reset', 'An error ended the episode halfway: call reset().')
        }
        // A step before the reset, or after the end, is the env's to refuse.
        if (conversation === null || hasEnded) return stepOf([env.step(LOST_TURN)], [])
        const talk = conversation
        const turn = typeof given === 'string' ? ({ role: 'assistant', content: given } as const) : given
        isLost = true // whatever is thrown from here on leaves a turn half done
        const step = await take(talk, turn)
        isLost = false
        return step
      }),
  }
}

function isWaiting({ terminated, truncated, observation }: Timestep<Observation>): boolean {
  return !terminated && !truncated && observation.available.includes('wait_for_next_signal')
}

function stepOf(timesteps: readonly Timestep<Observation>[], messages: readonly ChatMessage[]): TextStep {
  const { terminated, truncated, observation, info } = timesteps.at(-1)!
  const reward = timesteps.reduce((sum, each) => sum + each.reward, 0)
  return { messages, reward, terminated, truncated, observation, info, timesteps }
}
