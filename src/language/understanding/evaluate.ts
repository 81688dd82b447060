import { type AgentAct, actKey } from '../../world/acts.ts'
import { type Labelled, labelled, type Split } from '../paraphrases.ts'
import type { Hearing, Understand } from '../speech.ts'

/** Precision, recall and F1 of one act over all texts. */
interface ActFigures {
  readonly act: AgentAct['act']
  readonly said: number
  readonly heard: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** How often what an act is about was heard right, among the acts that were heard at all. */
interface ArgumentFigures {
  readonly argument: string
  readonly count: number
  readonly accuracy: number
}

/** How well texts are understood whose meaning is known. */
export interface Evaluation {
  readonly split: Split
  readonly texts: number
  /** Share of texts of which exactly the acts that they mean were heard. */
  readonly exact: number
  readonly macroF1: number
  readonly acts: readonly ActFigures[]
  readonly arguments: readonly ArgumentFigures[]
}

/** What the listener has in mind when this text arrives. */
type HearingOf = (text: Labelled) => Hearing

interface EvaluateOptions {
  readonly split: Split
  readonly texts?: readonly Labelled[]
  /** By default the listener has another complaint in mind. */
  readonly hearingOf?: HearingOf
}

const actNames: readonly AgentAct['act'][] = [
  'greet',
  'acknowledge',
  'empathize',
  'apologize',
  'ask',
  'explain',
  'promise',
  'offer',
  'refuse',
  'confirm',
  'close_politely',
]

/** A listener who has something else in mind, and no articles. */
const UNAWARE: Hearing = { nowMs: 0, complaint: 'two-factor-lost', topics: [] }

/** Compares what is heard with what is meant, over the labelled texts of one side. */
export function evaluate(understand: Understand, options: EvaluateOptions): Evaluation {
  const { split, texts = labelled(), hearingOf = () => UNAWARE } = options
  const cases = texts
    .filter(text => text.split === split)
    .map(text => ({ meant: text.acts, heard: heardBy(understand, text, hearingOf(text)), text }))
  const unaware = cases.map(({ meant, text }) => ({ meant, heard: heardBy(understand, text, UNAWARE) }))
  const acts = actNames.map(act => figuresOf(act, cases))
  return {
    split,
    texts: cases.length,
    exact: share(cases, ({ meant, heard }) => keysOf(meant) === keysOf(heard)),
    macroF1: acts.reduce((sum, { f1 }) => sum + f1, 0) / acts.length,
    acts,
    arguments: [
      ...argumentNames.map(argument => argumentFigures(argument, cases)),
      { ...argumentFigures('topic', unaware), argument: 'topic (unaware)' },
    ],
  }
}

function heardBy(understand: Understand, { text }: Labelled, hearing: Hearing): readonly AgentAct[] {
  return understand(text, hearing).acts.map(({ act }) => act)
}

interface Case {
  readonly meant: readonly AgentAct[]
  readonly heard: readonly AgentAct[]
}

function figuresOf(act: AgentAct['act'], cases: readonly Case[]): ActFigures {
  const has = (acts: readonly AgentAct[]): boolean => acts.some(each => each.act === act)
  const said = cases.filter(({ meant }) => has(meant)).length
  const heard = cases.filter(each => has(each.heard)).length
  const both = cases.filter(each => has(each.meant) && has(each.heard)).length
  const [precision, recall] = [heard === 0 ? 0 : both / heard, said === 0 ? 0 : both / said]
  return {
    act,
    said,
    heard,
    precision,
    recall,
    f1: both === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  }
}

/** What an act is about, as text, where it is about something. */
const aboutOf = {
  slot: act => (act.act === 'ask' ? act.slot : null),
  topic: act => (act.act === 'explain' ? act.topic : null),
  'what (promise)': act => (act.act === 'promise' ? act.what : null),
  byWhenMinutes: act => (act.act === 'promise' ? String(act.byWhenMinutes) : null),
  remedy: act => (act.act === 'offer' ? act.remedy : null),
  why: act => (act.act === 'refuse' ? act.why : null),
  'what (claim)': act => (act.act === 'confirm' ? (act.claim?.what ?? 'none') : null),
  amountCents: act => (act.act === 'confirm' ? String(act.claim?.amountCents ?? 'none') : null),
} satisfies Readonly<Record<string, (act: AgentAct) => string | null>>
const argumentNames = Object.keys(aboutOf) as (keyof typeof aboutOf)[]

/** Of the texts that mean and in which is heard one such act: those where it is about the same. */
function argumentFigures(argument: keyof typeof aboutOf, cases: readonly Case[]): ArgumentFigures {
  const pairs = cases.flatMap(({ meant, heard }) => {
    const [one, ...others] = meant.flatMap(act => aboutOf[argument](act) ?? [])
    const values = heard.flatMap(act => aboutOf[argument](act) ?? [])
    return one === undefined || others.length > 0 || values.length === 0 ? [] : [{ one, values }]
  })
  return {
    argument,
    count: pairs.length,
    accuracy: share(pairs, ({ one, values }) => values.length === 1 && values[0] === one),
  }
}

function keysOf(acts: readonly AgentAct[]): string {
  return acts.map(actKey).sort().join(' ')
}

function share<Each>(all: readonly Each[], holds: (each: Each) => boolean): number {
  return all.length === 0 ? 0 : all.filter(holds).length / all.length
}
