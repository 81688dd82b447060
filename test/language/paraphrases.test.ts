import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseFile, yamlFilesIn } from '../../src/core/data.ts'
import {
  amountWordings,
  deadlineWordings,
  filled,
  labelled,
  loadParaphrases,
  meaningOf,
  Paraphrase,
  type ParaphraseKey,
  paraphraseKeys,
  placeholdersIn,
  type Split,
  splitOf,
  textsFor,
} from '../../src/language/paraphrases.ts'
import { AgentAct, actKey } from '../../src/world/acts.ts'
import { claimable } from '../../src/world/deeds.ts'
import { root } from '../house/source.ts'

const folder = join(root, 'language', 'paraphrases')
const paraphrases = loadParaphrases()
const isTopic = (key: string): boolean => key.startsWith('explain.')
const splits = ['tuning', 'held_out'] as const satisfies readonly Split[]

/** Those of a file, by its name. */
function inFile(name: string): readonly Paraphrase[] {
  return parseFile(join(folder, `${name}.yaml`), z.array(Paraphrase))
}

function textsIn(some: readonly Paraphrase[]): readonly string[] {
  return some.flatMap(({ texts }) => texts)
}

/** A text as it is compared: without the marks and capitals that make no other wording. */
function normalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/[.,!?;:'’"]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

describe('the paraphrases', () => {
  const single = paraphrases.filter(({ acts }) => acts.length === 1)

  test('are frozen: rules are measured by them, so they do not follow what the rules can hear', () => {
    const hash = createHash('sha256')
    for (const file of yamlFilesIn(folder)) hash.update(readFileSync(file))
    const advice =
      'The labelled set is frozen: who writes rules or trains must not change what they are measured by. A wrong label ' +
      'is mended in a change of its own, which writes the new hash to language/paraphrases/FROZEN.'
    expect(hash.digest('hex'), advice).toBe(readFileSync(join(folder, 'FROZEN'), 'utf8').trim())
  })

  test('are all read: no file in the folder is overlooked', () => {
    const files = readdirSync(folder).filter(name => name !== 'FROZEN')
    expect(yamlFilesIn(folder).map(file => basename(file))).toEqual(files.sort())
    expect(files.flatMap(name => inFile(basename(name, '.yaml')))).toHaveLength(paraphrases.length)
  })

  test('are many', () => {
    const own = paraphrases.filter(({ acts }) => acts.length !== 1 || !isTopic(acts[0]!))
    expect(textsIn(own).length).toBeGreaterThanOrEqual(750)
  })

  const often = ['greet', 'acknowledge', 'empathize', 'apologize', 'close_politely', 'promise', 'offer']
  test.each(paraphraseKeys.filter(key => !isTopic(key)))('put each act in many ways: %s', key => {
    const ways = single.filter(({ acts, claim }) => acts[0] === key && claim === undefined)
    const wanted = often.includes(key.split('.')[0]!) || key === 'confirm' ? 10 : 8
    expect(ways.length).toBeGreaterThanOrEqual(wanted)
  })

  test.each(claimable)('put each claim in several ways, on both sides: %s', what => {
    const ways = single.filter(({ claim }) => claim === what)
    for (const split of splits) {
      expect(ways.filter(({ id }) => splitOf(id) === split).length).toBeGreaterThanOrEqual(2)
    }
    expect(ways.length).toBeGreaterThanOrEqual(4)
  })

  test.each(splits)('have every key that is there on both sides: %s', split => {
    const few = paraphraseKeys.filter(key => {
      const ways = single.filter(({ acts }) => acts[0] === key)
      const wanted = isTopic(key) ? 2 : 3
      return ways.length > 0 && ways.filter(({ id }) => splitOf(id) === split).length < wanted
    })
    expect(few).toEqual([])
  })

  test('say nothing, several things, something on a condition, and something with slips, often enough', () => {
    expect(inFile('nothing').filter(({ acts }) => acts.length === 0).length).toBeGreaterThanOrEqual(50)
    const several = inFile('several').filter(({ acts }) => acts.length > 1)
    expect(several.length).toBeGreaterThanOrEqual(60)
    expect(several.filter(({ acts }) => acts.some(isTopic)).length).toBeGreaterThanOrEqual(15)
    expect(inFile('typos').length).toBeGreaterThanOrEqual(30)
    expect(inFile('conditionals').length).toBeGreaterThanOrEqual(25)
  })

  test('make of what depends on the customer an offer', () => {
    for (const { acts } of inFile('conditionals')) expect(acts).toEqual([expect.stringMatching(/^offer\./)])
  })

  test('have no text in two places, nor on both sides', () => {
    const idByText = new Map<string, string>()
    const twice = paraphrases.flatMap(({ id, texts }) =>
      texts.flatMap(text => {
        const other = idByText.get(normalised(text))
        idByText.set(normalised(text), id)
        return other === undefined || other === id ? [] : [`${id} and ${other}: ${text}`]
      }),
    )
    expect(twice).toEqual([])
  })

  test('write amounts and deadlines as placeholders wherever an act carries them', () => {
    const carrying = paraphrases.filter(
      ({ acts, claim }) => claim !== undefined || acts.some(key => key.startsWith('promise.')),
    )
    const written = textsIn(carrying).filter(text =>
      /[$€£]\s?\d|\d\s?(dollars|usd)|\b(within|in) (\d+|an?|two|three) (minute|hour|day|week)/i.test(text),
    )
    expect(written).toEqual([])
  })

  test('name a deadline once at most where there is a promise, and never two promises by one', () => {
    for (const { acts, texts } of paraphrases) {
      const due = acts.filter(key => key.startsWith('promise.'))
      for (const text of texts)
        if (text.includes('{deadline}')) expect(due.length, text).toBeLessThanOrEqual(1)
    }
  })
})

describe('a labelled text', () => {
  const all = labelled()

  test('has nothing left in braces, and acts of the schema', () => {
    for (const { text, acts } of all) {
      expect(text).not.toMatch(/[{}]/)
      expect(z.array(AgentAct).parse(acts)).toEqual(acts)
    }
    expect(all).toHaveLength(textsIn(paraphrases).length)
  })

  test('has the acts of its paraphrase, in order, and its side', () => {
    const byId = new Map(paraphrases.map(paraphrase => [paraphrase.id, paraphrase]))
    for (const { id, acts, split } of all) {
      expect(acts.map(actKey)).toEqual(byId.get(id)!.acts)
      expect(split).toBe(splitOf(id))
    }
  })

  test('means the amount that it names', () => {
    const named = all.flatMap(({ text, acts }) =>
      acts.flatMap(act => (act.act === 'confirm' && act.claim?.amountCents ? [{ text, ...act.claim }] : [])),
    )
    expect(named.length).toBeGreaterThan(20)
    for (const { text, amountCents } of named) {
      expect(
        amountWordings(amountCents!).some(words => text.includes(words)),
        text,
      ).toBe(true)
    }
  })

  test('means the deadline that it names, and a day where it names none', () => {
    const sources = paraphrases.flatMap(({ texts }) => texts)
    const promised = all.flatMap(({ text, acts }, index) =>
      acts.flatMap(act => (act.act === 'promise' ? [{ text, source: sources[index]!, ...act }] : [])),
    )
    const deadlines = new Set(promised.map(({ byWhenMinutes }) => byWhenMinutes))
    expect(deadlines.size).toBeGreaterThan(5)
    for (const { text, source, byWhenMinutes } of promised) {
      if (!source.includes('{deadline}')) expect(byWhenMinutes, text).toBe(1440)
      else
        expect(
          deadlineWordings(byWhenMinutes).some(words => text.includes(words)),
          text,
        ).toBe(true)
    }
  })

  test('is the same each time, whatever stands before it', () => {
    const [last] = paraphrases.slice(-1)
    expect(labelled([last!])).toEqual(all.filter(({ id }) => id === last!.id))
    expect(labelled()).toEqual(all)
  })
})

test('a side is the first digit of the hash of the id, whether it is odd', () => {
  const digits = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(id => {
    const digit = createHash('sha256').update(id).digest('hex').charAt(0)
    return [id, '13579bdf'.includes(digit) ? 'held_out' : 'tuning'] as const
  })
  expect(new Set(digits.map(([, side]) => side)).size).toBe(2)
  for (const [id, side] of digits) expect(splitOf(id)).toBe(side)
})

describe('a speaker', () => {
  const promise = (byWhenMinutes: number): AgentAct => ({ act: 'promise', what: 'refund', byWhenMinutes })
  const refunded = (amountCents?: number): AgentAct => ({
    act: 'confirm',
    claim: { what: 'refund', ...(amountCents !== undefined && { amountCents }) },
  })

  test.each(splits)(
    'finds words for every act but explanations, with nothing to fill in but what it carries: %s',
    split => {
      const keys = paraphrases.flatMap(({ acts }) => (acts.length === 1 && !isTopic(acts[0]!) ? acts : []))
      for (const key of new Set<ParaphraseKey>(keys)) {
        const example = paraphrases.find(({ acts, claim }) => acts.length === 1 && acts[0] === key && !claim)!
        const [act] = meaningOf(example, 'words that name nothing', {})
        const carried = act!.act === 'promise' ? ['deadline'] : []
        const bare = textsFor(act!, split).filter(text =>
          placeholdersIn(text).every(name => carried.includes(name)),
        )
        expect(bare.length, key).toBeGreaterThan(0)
      }
    },
  )

  test.each(splits)('finds words for every claim: %s', split => {
    for (const what of claimable) {
      const texts = textsFor({ act: 'confirm', claim: { what } }, split)
      expect(texts.length, what).toBeGreaterThan(0)
    }
    expect(textsFor(refunded(4900), split).length).toBeGreaterThan(0)
    expect(textsFor({ act: 'confirm', claim: { what: 'credit', amountCents: 4900 } }, split)).not.toEqual([])
  })

  test('names a deadline that is not a day, and may leave out one that is', () => {
    const soon = textsFor(promise(120), 'tuning')
    expect(soon.length).toBeGreaterThan(0)
    for (const text of soon) expect(text).toContain('{deadline}')
    expect(textsFor(promise(1440), 'tuning').length).toBeGreaterThan(soon.length)
  })

  test('names an amount where the claim does, and none where it does not', () => {
    for (const text of textsFor(refunded(4900), 'tuning')) expect(text).toContain('{amount}')
    for (const text of textsFor(refunded(), 'tuning')) expect(text).not.toContain('{amount}')
  })

  test('never hears another claim or act in the words it gets', () => {
    const ids = textsFor({ act: 'confirm' }, 'tuning')
    const claims = textsIn(paraphrases.filter(({ claim }) => claim !== undefined))
    expect(ids.filter(text => claims.includes(text))).toEqual([])
  })
})

describe('filling', () => {
  test('puts a value in every place of its name', () => {
    const values = { amount: '$1.00', name: "$& O'Neil" }
    expect(filled('{name}: {amount}, yes, {amount}', values)).toBe("$& O'Neil: $1.00, yes, $1.00")
  })

  test('says which value is missing', () => {
    expect(() => filled('within {deadline}', { amount: '$1' })).toThrow(
      /needs a value for deadline, got amount/,
    )
    const [dated] = paraphrases.filter(({ id }) => id === 'ill-refund-within')
    expect(() => meaningOf(dated!, dated!.texts[0]!, { amountCents: 100 })).toThrow(/byWhenMinutes/)
  })

  test('writes amounts as people do', () => {
    expect(amountWordings(129_900)).toEqual(['$1,299.00', '$1,299'])
    expect(amountWordings(6037)).toEqual(['$60.37'])
  })

  test.each([
    [45, ['45 minutes']],
    [60, ['1 hour', 'an hour']],
    [180, ['3 hours', 'three hours']],
    [1440, ['1 day', 'a day', '24 hours']],
    [2880, ['2 days', 'two days', '48 hours']],
    [10_080, ['7 days', 'seven days']],
    [90, ['90 minutes']],
  ] as const)('writes %d minutes as people do', (minutes, words) => {
    expect(deadlineWordings(minutes)).toEqual(words)
  })
})

describe('a file that does not fit', () => {
  function loading(files: Readonly<Record<string, string>>): () => unknown {
    const made = mkdtempSync(join(tmpdir(), 'paraphrases-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text)
    return () => loadParaphrases(made)
  }
  const entry = (lines: string): string => `- id: a-b\n  ${lines.split('\n').join('\n  ')}\n`

  test.each([
    ['acts: [sing]\ntexts: [la]', /x\.yaml: 0\.acts\.0: /],
    ['acts: []\ntexts: []', /x\.yaml: 0\.texts: /],
    [
      'acts: [greet]\ntexts: [hi, "hello {person}"]',
      /x\.yaml: 0\.texts\.1: expected in braces one of amount, .*got \{person\}/,
    ],
    ['acts: [greet]\ntexts: ["hello {name"]', /x\.yaml: 0\.texts\.0: .*got \{name/],
    ['acts: [greet, greet]\ntexts: [hi hi]', /x\.yaml: 0\.acts: expected each meaning once/],
    ['acts: [greet]\nclaim: refund\ntexts: [hi]', /x\.yaml: 0\.claim: expected "confirm"/],
    ['acts: [confirm]\nclaim: peace\ntexts: [done]', /x\.yaml: 0\.claim: /],
    ['acts: []\ntexts: [hi]\nmood: good', /x\.yaml: 0: .*mood/],
  ])('is named, with the place and what was expected there: %j', (lines, message) => {
    expect(loading({ 'x.yaml': entry(lines) })).toThrow(message)
  })

  test('because its id is in another is named with the other', () => {
    const text = entry('acts: []\ntexts: [hi]')
    expect(loading({ 'x.yaml': text, 'y.yaml': text })).toThrow(/y\.yaml: 0\.id: .*"a-b".*x\.yaml/)
  })

  test('because there is none is told by its folder', () => {
    expect(loading({})).toThrow(/expected a folder with paraphrases/)
  })
})
