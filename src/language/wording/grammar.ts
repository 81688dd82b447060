import { type Complaint, type CustomerAct, complaints } from '../../world/acts.ts'
import { actBit, addBit, allOf, type Bits, bitsOf, dimensionNames, dimensions, noBits } from './guards.ts'
import { type FactName, isMark, readPhrase, type Written } from './notation.ts'
import { type Family, families, type Guard, type Habits, type Phrases, type WordingFile } from './schema.ts'

/** A phrase ready to be spoken. */
export interface Alternative {
  /** Its place in an array of all. */
  readonly id: number
  /** File and path it was written at. */
  readonly at: string
  readonly written: string
  /** Bits of values with which it does not go, and of acts that must be there. */
  readonly forbidden: Readonly<Bits>
  readonly needed: number
  readonly weight: number
  readonly nodes: readonly Node[]
  /** The fewest and the most words it can come to, a fact counted as one. */
  wordsMin: number
  wordsMax: number
}

export interface Rule {
  readonly name: string
  readonly at: string
  readonly alternatives: Alternative[]
  wordsMin: number
  wordsMax: number
}

export type Node =
  | { readonly kind: 'word'; readonly text: string; readonly words: 0 | 1 }
  | { readonly kind: 'fact'; readonly fact: FactName }
  | { readonly kind: 'rule'; readonly rule: Rule }
  /** One rule for each complaint, in their order. */
  | { readonly kind: 'family'; readonly rules: readonly Rule[] }
  | { readonly kind: 'optional'; readonly nodes: readonly Node[]; wordsMin: number }

export interface Grammar {
  readonly rules: ReadonlyMap<string, Rule>
  readonly alternatives: readonly Alternative[]
  readonly families: Readonly<Record<Family, readonly Rule[]>>
  /** What each complaint is about, in their order. */
  readonly about: readonly (typeof dimensions.about)[number][]
  readonly habits: Habits
}

/** A file of phrases with the name it is called by in errors. */
export interface NamedFile {
  readonly name: string
  readonly content: WordingFile
}

const noHabits: Habits = { articles: [], swaps: {}, short: {} }

/** What is being put together. */
interface Linking {
  readonly rules: Map<string, Rule>
  readonly families: Record<Family, Rule[]>
  readonly alternatives: Alternative[]
  readonly problems: string[]
}

/** A rule whose phrases are yet to be linked: they may name rules that come later. */
interface Declared {
  readonly rule: Rule
  readonly phrases: Phrases
}

/** The rules of all files with their symbols resolved; what does not fit is added to `problems`. */
export function linked(files: readonly NamedFile[], problems: string[]): Grammar {
  const linking: Linking = {
    rules: new Map(),
    families: Object.fromEntries(families.map(family => [family, []])) as unknown as Record<Family, Rule[]>,
    alternatives: [],
    problems,
  }
  const ofFiles = files.flatMap(file => declareRules(linking, file))
  const about: Grammar['about'][number][] = []
  const ofComplaints = complaints.flatMap(complaint => {
    const own = holderOf(files, complaint, problems)
    about.push(own?.content.about ?? dimensions.about[0])
    return own === null ? [] : declareFamilies(linking, complaint, own)
  })
  for (const declared of [...ofFiles, ...ofComplaints]) linkPhrases(linking, declared)
  const habits = files.find(({ content }) => content.habits !== undefined)?.content.habits ?? noHabits
  const { rules, families: byFamily, alternatives } = linking
  return { rules, families: byFamily, alternatives, about, habits }
}

function newRule(name: string, at: string): Rule {
  return { name, at, alternatives: [], wordsMin: -1, wordsMax: -1 }
}

function declareRules({ rules, problems }: Linking, { name: file, content }: NamedFile): Declared[] {
  return Object.entries(content.rules).map(([name, phrases]) => {
    const rule = newRule(name, `${file}: rules.${name}`)
    const known = rules.get(name)
    if (known !== undefined) problems.push(`${rule.at}: there already is one at ${known.at}`)
    rules.set(name, rule)
    return { rule, phrases }
  })
}

type OfComplaint = NonNullable<WordingFile['complaints'][Complaint]>

function holderOf(
  files: readonly NamedFile[],
  complaint: Complaint,
  problems: string[],
): { readonly file: string; readonly content: OfComplaint } | null {
  const holders = files.flatMap(({ name, content }) => {
    const own = content.complaints[complaint]
    return own === undefined ? [] : [{ file: name, content: own }]
  })
  if (holders.length !== 1) {
    const where = holders.map(({ file }) => file).join(', ') || 'none'
    problems.push(`complaints.${complaint}: expected it in one file, found it in ${where}`)
  }
  return holders[0] ?? null
}

function declareFamilies(
  linking: Linking,
  complaint: Complaint,
  { file, content }: { readonly file: string; readonly content: OfComplaint },
): Declared[] {
  return families.map(family => {
    const rule = newRule(`${family} of ${complaint}`, `${file}: complaints.${complaint}.${family}`)
    linking.families[family].push(rule)
    return { rule, phrases: content[family] }
  })
}

function linkPhrases(linking: Linking, { rule, phrases }: Declared): void {
  for (const [index, phrase] of phrases.entries()) {
    const guarded = typeof phrase === 'string' ? { say: [phrase] } : phrase
    for (const [nth, written] of guarded.say.entries()) {
      const at = `${rule.at}.${index}${guarded.say.length > 1 ? `.say.${nth}` : ''}`
      const nodes = linkParts(linking, read(written, at, linking.problems), at)
      add(linking, rule, { at, written, nodes, guard: guarded.if ?? {}, weight: guarded.weight ?? 1 })
    }
  }
}

function add(
  { alternatives, problems }: Linking,
  rule: Rule,
  { guard, ...rest }: Pick<Alternative, 'at' | 'written' | 'nodes' | 'weight'> & { readonly guard: Guard },
): void {
  const { forbidden, needed } = compiledGuard(guard, rest.at, problems)
  const alternative = { id: alternatives.length, ...rest, forbidden, needed, wordsMin: -1, wordsMax: -1 }
  alternatives.push(alternative)
  rule.alternatives.push(alternative)
}

function linkParts(linking: Linking, parts: readonly Written[], at: string): Node[] {
  return parts.flatMap(part => linkPart(linking, part, at))
}

function linkPart(linking: Linking, part: Written, at: string): Node[] {
  switch (part.kind) {
    case 'word':
      return [{ kind: 'word', text: part.text, words: isMark(part.text) ? 0 : 1 }]
    case 'fact':
      return [part]
    case 'optional':
      return [{ kind: 'optional', nodes: linkParts(linking, part.parts, at), wordsMin: 0 }]
    case 'symbol':
      return linkSymbol(linking, part.name, at)
    case 'either': {
      const rule = newRule('(…)', at)
      for (const way of part.ways) {
        add(linking, rule, {
          at,
          written: shown(way),
          nodes: linkParts(linking, way, at),
          guard: {},
          weight: 1,
        })
      }
      return [{ kind: 'rule', rule }]
    }
  }
}

function linkSymbol({ rules, families: byFamily, problems }: Linking, name: string, at: string): Node[] {
  const family = families.find(known => known === name)
  if (family !== undefined) return [{ kind: 'family', rules: byFamily[family] }]
  const rule = rules.get(name)
  if (rule !== undefined) return [{ kind: 'rule', rule }]
  problems.push(`${at}: unknown symbol <${name}>`)
  return []
}

/** A part of a phrase as it is written, for whoever looks for it. */
function shown(parts: readonly Written[]): string {
  return parts
    .map(part => {
      if (part.kind === 'word') return part.text
      if (part.kind === 'fact') return `{${part.fact}}`
      if (part.kind === 'symbol') return `<${part.name}>`
      return part.kind === 'optional' ? `[${shown(part.parts)}]` : `(${part.ways.map(shown).join('|')})`
    })
    .join(' ')
}

/** Parts of a phrase, none where it cannot be read. A figure in a phrase would be a fact that nobody stated. */
function read(written: string, at: string, problems: string[]): readonly Written[] {
  if (/\d/.test(written.replaceAll(/[<{][^<>{}]*[>}]/g, '')))
    problems.push(`${at}: a figure in a phrase: figures come from facts alone`)
  try {
    return readPhrase(written)
  } catch (error) {
    problems.push(`${at}: ${(error as Error).message}: "${written}"`)
    return []
  }
}

function compiledGuard(
  guard: Guard,
  at: string,
  problems: string[],
): { readonly forbidden: Bits; readonly needed: number } {
  const forbidden = noBits()
  for (const dimension of dimensionNames) {
    const allowed = guard[dimension]
    if (allowed === undefined) continue
    const values: readonly string[] = dimensions[dimension]
    for (const value of values) if (!allowed.includes(value)) addBit(forbidden, dimension, value)
    if (bitsOf(forbidden, dimension) === 0 || bitsOf(forbidden, dimension) === allOf(dimension)) {
      problems.push(`${at}: if.${dimension}: expected some of ${values.join(', ')}, not all`)
    }
  }
  const bitsFor = (acts: readonly string[] = []): number =>
    acts.reduce((bits, act) => bits | actBit(act as CustomerAct), 0)
  forbidden.acts = bitsFor(guard.without)
  return { forbidden, needed: bitsFor(guard.with) }
}
