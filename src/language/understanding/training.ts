import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/hash.ts'
import { type AgentAct, actKey } from '../../world/acts.ts'
import { type Labelled, labelled } from '../paraphrases.ts'
import { everyAct, phrase } from './canonical.ts'
import { type Clause, sentencesOf } from './clauses.ts'
import { actFeatures, type Synonyms, topicFeatures } from './features.ts'
import { readExamples } from './files.ts'
import { type Example, fitModel } from './fit.ts'
import type { Libraries } from './libraries.ts'
import { greatest, type Learnt, scorerOf, softmax } from './model.ts'
import { piecesOf } from './pieces.ts'
import { type Read, readerOf } from './reading.ts'
import { synonymsOf } from './synonyms.ts'
import { spelledOut } from './words.ts'

/** A text and what it means, as keys of acts; none where it means nothing. */
export interface Lesson {
  readonly text: string
  readonly keys: readonly string[]
}

const NONE = 'none'
const EXPLAIN = 'explain'

const actOptions = { epochs: 30, rate: 4, decay: 0.004, pairsMin: 2, sharpness: 1.2 }
const topicOptions = { epochs: 30, rate: 6, decay: 0.006, pairsMin: 2, sharpness: 1.3 }

/** What there is to learn from: the labelled texts that are not held out, the sentences agreed on, and our examples but those that are held out by chance. */
export function lessonsOf(texts: readonly Labelled[] = labelled()): readonly Lesson[] {
  const heldOut = new Set(texts.flatMap(({ text, split }) => (split === 'held_out' ? [text] : [])))
  const ours = Object.entries(readExamples()).flatMap(([key, sentences]) =>
    sentences.map(text => ({ text, keys: key === NONE ? [] : [key] })),
  )
  const agreed = everyAct.map(act => ({ text: phrase([act]), keys: [keyOf(act)] }))
  return [
    ...texts
      .filter(({ split }) => split === 'tuning')
      .map(({ text, acts }) => ({ text, keys: acts.map(keyOf) })),
    ...[...agreed, ...ours].filter(({ text }) => !heldOut.has(text)),
  ]
}

/** The key of an act; of a confirmation with what was done. */
function keyOf(act: AgentAct): string {
  return act.act === 'confirm' && act.claim !== undefined ? `confirm.${act.claim.what}` : actKey(act)
}

/** The hash of everything that is learnt from: texts, meanings, and how they are read. */
export function inputsOf(lessons: readonly Lesson[]): string {
  return createHash('sha256')
    .update(canonicalJson([lessons, actOptions, topicOptions]))
    .digest('hex')
    .slice(0, 16)
}

/** Learns from lessons: the same from the same, to the last bit. */
export function learn(lessons: readonly Lesson[], libraries: Libraries): Learnt {
  const vocabulary = vocabularyOf(lessons)
  const read = readerOf(libraries, new Set(vocabulary))
  const parsed = lessons.map(({ text, keys }) => ({ clauses: sentencesOf(read(text, 0)).flat(), keys }))
  return {
    inputs: inputsOf(lessons),
    vocabulary,
    acts: learnActs(parsed),
    topics: fitModel(topicExamples(lessons, { read, synonyms: synonymsOf(libraries) }), {
      ...topicOptions,
      labels: topicLabels(lessons),
    }),
  }
}

interface Parsed {
  readonly clauses: readonly Clause[]
  readonly keys: readonly string[]
}

/** First each clause means what its text does, where that is one thing; then what it is likeliest of what its text means. */
function learnActs(parsed: readonly Parsed[]): Learnt['acts'] {
  const labels = [...new Set([NONE, ...parsed.flatMap(({ keys }) => keys.map(labelOf))])].sort()
  const options = { ...actOptions, labels }
  const plain = parsed.filter(({ keys }) => keys.length <= 1)
  const first = fitModel(
    plain.flatMap(({ clauses, keys }) =>
      clauses.map(clause => ({
        features: actFeatures(clause),
        label: keys[0] === undefined ? NONE : labelOf(keys[0]),
      })),
    ),
    options,
  )
  const score = scorerOf(first)
  return fitModel(
    parsed.flatMap(({ clauses, keys }) => assigned(clauses, keys.map(labelOf), { labels, score })),
    options,
  )
}

/** Each clause as the likeliest of what its text means, or as nothing; one clause at least as each of them. */
function assigned(
  clauses: readonly Clause[],
  meant: readonly string[],
  { labels, score }: { readonly labels: readonly string[]; readonly score: ReturnType<typeof scorerOf> },
): readonly Example[] {
  const allowed = new Set([NONE, ...meant])
  const examples = clauses.map(clause => {
    const features = actFeatures(clause)
    const likely = softmax(score(features)).map((value, label) => (allowed.has(labels[label]!) ? value : 0))
    return { features, likely, label: labels[greatest(likely)]! }
  })
  for (const label of meant) {
    if (examples.length === 0 || examples.some(example => example.label === label)) continue
    const at = labels.indexOf(label)
    examples[greatest(Float64Array.from(examples, ({ likely }) => likely[at]!))]!.label = label
  }
  return examples
}

function labelOf(key: string): string {
  return key.startsWith(`${EXPLAIN}.`) ? EXPLAIN : key
}

function topicLabels(lessons: readonly Lesson[]): readonly string[] {
  return [...new Set(lessons.flatMap(({ keys }) => keys.flatMap(topicOf)))].sort()
}

function topicExamples(
  lessons: readonly Lesson[],
  { read, synonyms }: { readonly read: Read; readonly synonyms: Synonyms },
): readonly Example[] {
  return lessons.flatMap(({ text, keys }) => {
    if (keys.length !== 1 || topicOf(keys[0]!).length === 0) return []
    const clauses = sentencesOf(read(text, 0)).flat()
    const label = topicOf(keys[0]!)[0]!
    return [
      {
        features: topicFeatures(
          clauses.flatMap(({ words }) => words),
          synonyms,
        ),
        label,
      },
    ]
  })
}

function topicOf(key: string): readonly string[] {
  return key.startsWith(`${EXPLAIN}.`) ? [key.slice(EXPLAIN.length + 1)] : []
}

/** Every word of the lessons: slips of the pen are set right towards them. */
function vocabularyOf(lessons: readonly Lesson[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { text } of lessons)
    for (const piece of piecesOf(text))
      if (piece.kind === 'word')
        for (const word of spelledOut(piece)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts.keys()].filter(word => /^[a-z]+$/.test(word) && counts.get(word)! >= 2).sort()
}
