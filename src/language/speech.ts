import type { Typing } from '../personas/index.ts'
import type { AgentAct, Complaint, CustomerMessage, Topic } from '../world/acts.ts'
import type { Channel } from '../world/record.ts'

/** A part of a text: UTF-16 offsets, the end not included. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A dialogue act that was heard in a text, how sure that is (0 … 1), and the words it rests on. */
export interface HeardAct {
  readonly act: AgentAct
  readonly confidence: number
  readonly span: Span
}

/** What was understood of an agent's message. Nothing in it is what was meant: only what a listener makes of it. */
export interface Understanding {
  /** In order of the text, each meaning once, at most `ACTS_MAX`; empty when nothing fits any act. */
  readonly acts: readonly HeardAct[]
  readonly amounts: readonly { readonly amountCents: number; readonly span: Span }[]
  /** Moments and deadlines, in minutes from now; negative when they have passed. */
  readonly dates: readonly { readonly minutes: number; readonly span: Span }[]
}

/** Acts that one message can carry. */
export const ACTS_MAX = 6

/** Minutes within which a promise without a time is meant, and the longest that one can say. */
export const DEADLINE_MINUTES = { usual: 1_440, max: 43_200 } as const

/** The virtual clock's zero, the first contact, on the calendar. */
export const FIRST_CONTACT_MS = Date.UTC(2026, 0, 15, 9)

/** What the listener has in mind: it settles what the words leave open. */
export interface Hearing {
  /** Virtual time since first contact, in ms. */
  readonly nowMs: number
  readonly complaint: Complaint
  /** What the company's articles on the complaint speak of: likelier than other topics. */
  readonly topics: readonly Topic[]
}

/** Makes acts of an agent's words. */
export type Understand = (text: string, hearing: Hearing) => Understanding
export type UnderstandAsync = (text: string, hearing: Hearing) => Promise<Understanding>

/** How a customer speaks: latent, for whoever words messages, never for an agent. Traits in [0, 1]. */
export interface Voice {
  /** What the choice of words is drawn by. */
  readonly seed: number
  readonly politeness: number
  readonly verbosity: number
  readonly assertiveness: number
  readonly tech: number
  /** Command of the language. */
  readonly fluency: number
  readonly typing: Typing
  readonly channel: Channel
  readonly name: string
  /** Earlier tickets with this company, and whether the same case brings them back. */
  readonly contacts: number
  readonly comesBack: boolean
}

/** A message to be worded: what it means, and what of this conversation matters for how it is said. */
export interface Wording {
  readonly message: CustomerMessage
  readonly voice: Voice
  /** What the customer has said in this conversation, oldest first, as it was worded. */
  readonly before: readonly string[]
}

/** Words a customer's message: a pure function of what it is given. */
export type Word = (given: Wording) => string
export type WordAsync = (given: Wording) => Promise<string>

/** The customer as whoever speaks and listens for them has to know them. */
export interface Speaker {
  readonly voice: Voice
  readonly hearing: Hearing
}
