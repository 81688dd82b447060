import type { Clause } from './clauses.ts'
import type { Word } from './words.ts'

/** Words too common to tell topics apart. */
const plain = new Set(
  'the a an to of and in on at for it is was be been are we i you your my our this that so as with has have had will'.split(
    ' ',
  ),
)
const NEGATING = /^(not|no|never|without|nor|neither|unabl|nothing)$/

/** What tells an act: stems, neighbours, how the clause begins and how it is said. */
export function actFeatures(clause: Clause): readonly string[] {
  const { words, isQuestion, isRequest, isConditional, isNegated } = clause
  const manner = [
    ...(isQuestion ? ['is:question'] : []),
    ...(isRequest ? ['is:request'] : []),
    ...(isConditional ? ['is:conditional'] : []),
    ...(isNegated ? ['is:negated'] : []),
    ...mannersOf(clause.line),
  ]
  const stems = words.map(({ stem }) => stem)
  const features = [
    ...manner,
    `length:${Math.min(6, Math.ceil(words.length / 3))}`,
    `first:${stems[0]}`,
    `first:${stems[0]} ${stems[1] ?? ''}`,
  ]
  for (const [index, stem] of stems.entries()) {
    features.push(stem)
    if (index > 0) features.push(`${stems[index - 1]} ${stem}`)
  }
  return [...new Set(features)]
}

/** The names of a word's synonyms, by its stem. */
export type Synonyms = ReadonlyMap<string, readonly string[]>

/** What tells a topic: stems, neighbours and near neighbours of those that say something. */
export function topicFeatures(words: readonly Word[], synonyms: Synonyms): readonly string[] {
  const features = new Set<string>()
  const said = words.filter(({ text }) => text !== ',')
  let before: string | null = null
  let namesBefore: readonly string[] = []
  for (const [index, { stem, text }] of said.entries()) {
    if (index > 0) features.add(`${said[index - 1]!.stem} ${stem}`)
    if (plain.has(text)) continue
    features.add(stem)
    const names = synonyms.get(stem) ?? []
    for (const name of names) {
      features.add(`~${name}`)
      for (const other of namesBefore) if (other !== name) features.add(`~${other}…~${name}`)
    }
    if (names.length > 0) namesBefore = names
    if (before !== null) features.add(`${before}…${stem}`)
    before = stem
    const negating = said.slice(Math.max(0, index - 3), index).some(near => NEGATING.test(near.stem))
    if (negating) features.add(`not:${stem}`)
  }
  for (const manner of mannersOf(` ${said.map(({ text }) => text).join(' ')} `)) features.add(manner)
  return [...features]
}

const manners: Readonly<Record<string, RegExp>> = {
  'is:will': / (?:i|we) (?:\S+ ){0,2}(?:will|shall|am going|are going) /,
  'is:done': / (?:i|we) (?:have|has) (?:(?!not)\S+ ){0,2}\S+ed /,
  'is:been': / (?:has|have) (?:(?!not)\S+ )?been /,
  'is:can': / (?:i|we) (?:\S+ )?(?:can|could) (?!not)/,
  'is:you': / you /,
  'is:i': / i /,
  'is:if': / if /,
}

function mannersOf(line: string): readonly string[] {
  return Object.keys(manners).filter(name => manners[name]!.test(line))
}
