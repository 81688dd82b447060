import { clamp } from '../../core/math.ts'
import { type AgentAct, actKey, type Topic } from '../../world/acts.ts'
import { ACTS_MAX, DEADLINE_MINUTES, type HeardAct, type Hearing, type Understand } from '../speech.ts'
import { type Clause, type Sentence, sentencesOf } from './clauses.ts'
import { actFeatures, type Synonyms, topicFeatures } from './features.ts'
import { greatest, type Learnt, type Scorer, scorerOf, softmax } from './model.ts'
import type { Read } from './reading.ts'
import type { Meant, Ruled } from './rules.ts'
import { isSpoken } from './spoken.ts'
import type { Word } from './words.ts'

/** Acts and topics that are less sure than this are not heard. */
const CONFIDENCE_MIN = 0.5
/** Nearly anything can sound like taking up a problem. */
const ACKNOWLEDGE_MIN = 0.8
const TOPIC_CONFIDENCE_MIN = 0.6
/** An explanation in a sentence that says something else too must be surer. */
const BESIDE_CONFIDENCE_MIN = 0.7
/** What nobody expects to hear of must be plain to be heard at all. */
const UNEXPECTED_CONFIDENCE_MIN = 0.9
/** What an act must be sure of to be heard in a sentence that explains something. */
const ACT_BESIDE_MIN = 0.8
/** An explanation beside a surer one is that one again where its words fit it so well, against what they fit best. */
const SAME_EXPLANATION = 0.1
/** What a topic is more likely by that the complaint or the company's articles on it make one expect: logit. */
const EXPECTED_TOPIC = 3.5

/** What a question can mean; one about what has been offers nothing. */
const ASKABLE = /^(?:ask|offer|close_politely)/
const ASKABLE_BACK = /^(?:ask|close_politely)/
const LOOKS_BACK = /^ (?:have|has|had|did|was|were|am|is|are) /

export interface Listener {
  readonly read: Read
  readonly rule: (clause: Clause, sentence: string) => Ruled | null
  /** What a sentence means that is said in the very words agreed on for it. */
  readonly agreed: (sentence: Sentence) => AgentAct | null
  readonly synonyms: Synonyms
  readonly learnt: Learnt
}

/** What a clause was taken for: acts, an explanation whose topic is still open, or nothing. */
interface Taken {
  readonly acts: readonly HeardAct[]
  readonly explains: readonly Word[]
  readonly confidence: number
  readonly retells: boolean
  /** Nothing in its sentence is meant for the customer. */
  readonly silences: boolean
}

/** How well the words of an explanation fit a topic, against the one that they fit best. */
type Likelihood = (topic: Topic) => number

/** An act that was heard; of an explanation, what else its words fit. */
interface Heard extends HeardAct {
  readonly likelihood?: Likelihood
}

const NOTHING: Taken = { acts: [], explains: [], confidence: 0, retells: false, silences: false }

/** Makes acts of words: rules where the wording is telling, what was learnt for the rest. */
export function understanderOf({ read, rule, agreed, synonyms, learnt }: Listener): Understand {
  const scoreAct = scorerOf(learnt.acts)
  const scoreTopic = scorerOf(learnt.topics)
  return (text, hearing) => {
    const reading = read(text, hearing.nowMs)
    const heard: HeardAct[] = []
    for (const sentence of sentencesOf(reading))
      heard.push(...heardIn(sentence, { ...hearing, topics: expectedAfter(heard, hearing) }))
    return {
      acts: distinct(apart(heard))
        .slice(0, ACTS_MAX)
        .map(({ act, confidence, span }) => ({ act, confidence, span })),
      amounts: reading.words.flatMap(({ amountCents, from, to }) =>
        amountCents === null ? [] : [{ amountCents, span: { from, to } }],
      ),
      dates: reading.times.map(({ minutes, from, to }) => ({ minutes, span: { from, to } })),
    }
  }

  function heardIn(sentence: Sentence, hearing: Hearing): readonly Heard[] {
    const words = sentence.flatMap(clause => clause.words)
    const known = agreed(sentence)
    if (known !== null) return [{ act: known, confidence: 1, span: spanOf(words) }]
    if (!isSpoken(words)) return []
    const line = sentence.map(clause => clause.line).join('')
    const taken = sentence.map(clause => takenFor(clause, line))
    if (taken.some(({ silences }) => silences)) return []
    const acts = taken.flatMap(each => each.acts)
    const isReason = acts.some(({ act }) => act.act === 'refuse')
    if (isReason) return acts.filter(({ act }) => act.act !== 'confirm')
    if (taken.some(({ retells }) => retells)) return acts
    const explanations = explained(sentence, taken, hearing)
    const isFelt = acts.some(({ act }) => act.act === 'empathize' || act.act === 'apologize')
    const isExplaining = taken.some(({ explains }) => explains.length > 0)
    const beside = acts.filter(({ act, confidence }) => {
      if (act.act === 'acknowledge' && (isExplaining || isFelt)) return false
      return explanations.length === 0 || confidence >= ACT_BESIDE_MIN
    })
    return [...beside, ...explanations].sort((one, other) => one.span.from - other.span.from)
  }

  function takenFor(clause: Clause, sentence: string): Taken {
    const ruled = rule(clause, sentence)
    const isHeard = ruled?.retells === true || ruled?.meant?.act === 'close_politely'
    if (clause.isSubordinate && !isHeard) return NOTHING
    const span = spanOf(clause.words)
    if (ruled !== null) {
      const { confidence, claimed, retells, silences } = ruled
      const acts = [ruled.meant, ruled.also].flatMap(meant =>
        meant === null ? [] : [{ act: actOf(meant, claimed, clause), confidence, span }],
      )
      return { ...NOTHING, acts, retells, silences }
    }
    const likely = softmax(scoreAct(actFeatures(clause)))
    const best = greatest(likely)
    const [label, confidence] = [learnt.acts.labels[best]!, likely[best]!]
    if (label === 'none' || confidence < (label === 'acknowledge' ? ACKNOWLEDGE_MIN : CONFIDENCE_MIN))
      return NOTHING
    if (clause.isQuestion && !(LOOKS_BACK.test(clause.line) ? ASKABLE_BACK : ASKABLE).test(label))
      return NOTHING
    const isTerms = clause.isConditional && label.startsWith('confirm')
    if (label !== 'explain' && !isTerms)
      return { ...NOTHING, acts: [{ act: learntAct(label, clause), confidence, span }] }
    return { ...NOTHING, explains: clause.words, confidence }
  }

  /** The clauses of a sentence that explain something explain it together, with the conditions they name. */
  function explained(sentence: Sentence, taken: readonly Taken[], hearing: Hearing): readonly Heard[] {
    const explaining = taken.filter(({ explains }) => explains.length > 0)
    if (explaining.length === 0) return []
    const words = sentence.flatMap((clause, index) =>
      clause.isSubordinate || taken[index]!.explains.length > 0 ? clause.words : [],
    )
    const { topic, confidence, likelihood } = topicOf(topicFeatures(words, synonyms), {
      scoreTopic,
      labels: learnt.topics.labels,
      expected: new Set(hearing.topics),
    })
    const sure = Math.max(...explaining.map(each => each.confidence)) * confidence
    const isAlone = taken.every(({ acts }) => acts.length === 0)
    const isExpected = hearing.topics.length === 0 || hearing.topics.includes(topic)
    const least = isAlone ? TOPIC_CONFIDENCE_MIN : BESIDE_CONFIDENCE_MIN
    if (sure < (isExpected ? least : UNEXPECTED_CONFIDENCE_MIN)) return []
    return [{ act: { act: 'explain', topic }, confidence: sure, span: spanOf(words), likelihood }]
  }
}

/** The topic of an explanation, given those that one expects. */
function topicOf(
  features: readonly string[],
  {
    scoreTopic,
    labels,
    expected,
  }: {
    readonly scoreTopic: Scorer
    readonly labels: readonly string[]
    readonly expected: ReadonlySet<Topic>
  },
): { readonly topic: Topic; readonly confidence: number; readonly likelihood: Likelihood } {
  const scores = scoreTopic(features)
  for (const topic of expected) scores[labels.indexOf(topic)]! += EXPECTED_TOPIC
  const likely = softmax(scores)
  const best = greatest(likely)
  return {
    topic: labels[best] as Topic,
    confidence: likely[best]!,
    likelihood: topic => likely[labels.indexOf(topic)]! / likely[best]!,
  }
}

/** The label of an act, back as what it means, and what was done. */
function meantBy(label: string): { readonly meant: Meant; readonly claimed: Ruled['claimed'] } {
  const [act, about] = label.split('.') as [string, string?]
  if (act === 'confirm') return { meant: { act }, claimed: (about ?? null) as Ruled['claimed'] }
  const field = { ask: 'slot', promise: 'what', offer: 'remedy', refuse: 'why' }[act]
  return { meant: (field === undefined ? { act } : { act, [field]: about }) as Meant, claimed: null }
}

function learntAct(label: string, clause: Clause): AgentAct {
  const { meant, claimed } = meantBy(label)
  return actOf(meant, claimed, clause)
}

function actOf(meant: Meant, what: Ruled['claimed'], { words }: Clause): AgentAct {
  if (meant.act === 'promise') {
    const minutes =
      words.find(word => word.minutes !== null && word.minutes > 0)?.minutes ?? DEADLINE_MINUTES.usual
    return { ...meant, byWhenMinutes: clamp(minutes, 1, DEADLINE_MINUTES.max) }
  }
  if (meant.act !== 'confirm' || what === null) return meant as AgentAct
  const amountCents = claimedIn(words)
  return { act: 'confirm', claim: amountCents === null ? { what } : { what, amountCents } }
}

const DONE = /^(?:has|have|had|was|were|is|are|been)$/

/** The amount of a claim: the one that is the total, else the one that something was done with, else the first. */
function claimedIn(words: readonly Word[]): number | null {
  const amounts = words.flatMap(({ claimedCents }, at) =>
    claimedCents === null ? [] : [{ claimedCents, at }],
  )
  const after = (at: number): string => words[at + 1]?.text ?? ''
  const subject = words.findIndex(({ text }) => text === 'i' || text === 'we')
  const isOf = (at: number): boolean =>
    words[at - 1]?.text === 'of' && /^(?:refund|credit|reimbursement)s?$/.test(words[at - 2]?.text ?? '')
  const amount =
    amounts.find(({ at }) =>
      /^(?:in total|all told|altogether)/.test(`${after(at)} ${after(at + 1)}`.trim()),
    ) ??
    (subject === -1
      ? (amounts.find(({ at }) => DONE.test(after(at))) ?? amounts.find(({ at }) => isOf(at)))
      : amounts.find(({ at }) => at > subject)) ??
    amounts[0]
  return amount?.claimedCents ?? null
}

/** Whoever has heard of a refund expects to hear when it arrives. */
function expectedAfter(heard: readonly HeardAct[], { topics }: Hearing): readonly Topic[] {
  const isRefunded = heard.some(({ act }) =>
    act.act === 'confirm' ? act.claim?.what === 'refund' : act.act === 'promise' && act.what === 'refund',
  )
  return isRefunded ? [...topics, 'refund-timing'] : topics
}

/** Sentences that explain something go on explaining it: one whose words fit the surer topic beside it, too, is that. */
function apart(heard: readonly Heard[]): readonly Heard[] {
  return heard.filter(({ confidence, likelihood }, index) => {
    const isThat = (beside: Heard | undefined): boolean =>
      likelihood !== undefined &&
      beside?.act.act === 'explain' &&
      beside.confidence > confidence &&
      likelihood(beside.act.topic) >= SAME_EXPLANATION
    return !isThat(heard[index - 1]) && !isThat(heard[index + 1])
  })
}

/** Each meaning once, where it was said first; by when it will be done may be said later. */
function distinct(heard: readonly HeardAct[]): readonly HeardAct[] {
  const meanings = new Map<string, HeardAct>()
  for (const each of heard) {
    const { act } = each
    const meaning = act.act === 'confirm' ? `confirm ${act.claim?.what}` : actKey(act)
    const before = meanings.get(meaning)
    if (before === undefined) meanings.set(meaning, each)
    else if (isUntimed(before.act) && !isUntimed(act)) meanings.set(meaning, { ...before, act })
  }
  return [...meanings.values()]
}

function isUntimed(act: AgentAct): boolean {
  return act.act === 'promise' && act.byWhenMinutes === DEADLINE_MINUTES.usual
}

function spanOf(words: readonly Word[]): HeardAct['span'] {
  return { from: words[0]!.from, to: words.at(-1)!.to }
}
