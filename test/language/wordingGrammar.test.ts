import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { grammarOf, readGrammar } from '../../src/language/wording/load.ts'
import { WordingFile } from '../../src/language/wording/schema.ts'
import { createSpeaker } from '../../src/language/wording/speaker.ts'
import { root } from '../house/source.ts'
import { anyGiven, plainMessage, plainVoice } from './messages.ts'

const names = [
  'acts.yaml',
  'complaints-access.yaml',
  'complaints-money.yaml',
  'complaints-plan.yaml',
  'complaints-product.yaml',
  'frame.yaml',
  'slots.yaml',
]

describe('the phrases that ship', () => {
  it('are all said, sooner or later', () => {
    const speaker = createSpeaker(readGrammar())
    for (let n = 0; n < 200_000; n++) speaker.word(anyGiven(n))
    // Only who has no other words left repeats himself.
    const before = Array.from({ length: 400 }, (_, index) => `earlier message ${index}`)
    const message = { ...plainMessage, acts: ['thank'] as const, words: 1 }
    for (let index = 0; index < before.length; index++) {
      const text = speaker.word({ message, voice: plainVoice, before })
      expect(before).not.toContain(text)
      before[index] = text
    }
    expect(speaker.neverSaid()).toEqual([])
  })

  it('say of every complaint, act and slot at least five things', () => {
    const { rules, families } = readGrammar()
    const few = [...rules.values(), ...families.says, ...families.details]
      .filter(({ name }) => /^(act|slot|symptom|onset|says|details)/.test(name))
      .filter(
        ({ name }) =>
          !['slot.symptom', 'slot.onset', 'act.threaten', 'act.complain', 'act.demand'].includes(name),
      )
      .filter(({ alternatives }) => alternatives.length < 5)
    expect(few.map(({ name }) => name)).toEqual([])
  })
})

interface Data {
  rules: Record<string, unknown[]>
  complaints: Record<string, Record<string, unknown[]>>
  habits?: unknown
}

describe('a mistake in the data is found when it is loaded', () => {
  const texts = new Map<string, string>()
  beforeAll(() => {
    for (const name of names) texts.set(name, readFileSync(join(root, 'language/wording', name), 'utf8'))
  })

  /** What is said of the files that ship after a change to one of them. */
  function problem(name: string, change: (data: Data) => void): string {
    const files = names.map(each => {
      const data = parse(texts.get(each)!) as Data
      if (each === name) change(data)
      return { name: each, content: WordingFile.parse(data) }
    })
    try {
      grammarOf(files)
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_data' })
      return (error as Error).message
    }
    return 'none'
  }

  const add = (name: string, phrase: unknown) => (data: Data) => void data.rules[name]!.push(phrase)

  const put = (name: string, phrases: unknown[]) => (data: Data) => {
    data.rules[name] = phrases
  }

  it('and there is none as they ship', () => {
    expect(problem('acts.yaml', () => {})).toBe('none')
  })

  it.each([
    [
      'an unknown symbol',
      'acts.yaml',
      add('act.thank', 'thanks for <nothng>'),
      /^acts\.yaml: rules\.act\.thank\.\d+: unknown symbol <nothng>$/,
    ],
    [
      'an unknown fact',
      'acts.yaml',
      add('act.thank', 'thanks, {nme}'),
      /^acts\.yaml: rules\.act\.thank\.\d+: unknown fact \{nme\}; known: amount/,
    ],
    [
      'a fact that is not disclosed',
      'acts.yaml',
      add('act.thank', 'thanks for {amount}'),
      /^acts\.yaml: rules\.act\.thank\.\d+: \{amount\} is not known here$/,
    ],
    [
      'a bracket that stays open',
      'acts.yaml',
      add('act.thank', 'thanks [a lot'),
      /expected "\]" before the end: "thanks \[a lot"$/,
    ],
    [
      'a choice of one',
      'acts.yaml',
      add('act.thank', 'thanks (a lot)'),
      /expected two ways or more between \( and \)/,
    ],
    [
      'a figure',
      'acts.yaml',
      add('act.thank', 'thanks 1000 times'),
      /^acts\.yaml: rules\.act\.thank\.\d+: a figure in a phrase/,
    ],
    [
      'a rule nothing leads to',
      'frame.yaml',
      put('lonely', ['hm']),
      /^frame\.yaml: rules\.lonely: nothing leads to <lonely>$/,
    ],
    [
      'a rule that is missing',
      'acts.yaml',
      (data: Data) => void delete data.rules['act.leave'],
      /rules\.act\.leave: missing/,
    ],
    [
      'a rule that is there twice',
      'frame.yaml',
      put('act.leave', ['bye']),
      /^frame\.yaml: rules\.act\.leave: there already is one at acts\.yaml: rules\.act\.leave$/,
    ],
    [
      'a rule that leads back to itself',
      'acts.yaml',
      add('act.thank', 'thanks and <act.thank>'),
      /leads back to itself/,
    ],
    [
      'a guard that never holds',
      'acts.yaml',
      add('temper.annoyed', { if: { tone: 'angry' }, say: 'furious' }),
      /^acts\.yaml: rules\.temper\.annoyed\.\d+: the guard never holds where "furious"/,
    ],
    [
      'a guard that always holds',
      'acts.yaml',
      add('temper.annoyed', { if: { tone: 'annoyed' }, say: 'annoying' }),
      /if\.tone: always holds here/,
    ],
    [
      'a guard that allows everything',
      'acts.yaml',
      add('act.thank', { if: { channel: ['chat', 'email', 'phone'] }, say: 'thanks' }),
      /if\.channel: expected some of chat, email, phone, not all$/,
    ],
    [
      'an act that cannot be there',
      'acts.yaml',
      add('act.thank', { if: { without: 'thank' }, say: 'thanks' }),
      /the guard never holds/,
    ],
    [
      'a rule that can be at a loss',
      'frame.yaml',
      put('again', [{ if: { tone: 'angry' }, say: 'again,' }]),
      /^frame\.yaml: rules\.again: <again> has nothing to say in some cases/,
    ],
    [
      'a word that gives away a tone',
      'acts.yaml',
      add('act.thank', 'thanks, you ridiculous people'),
      /"ridiculous" gives away a tone: expected a guard of tone: angry$/,
    ],
    [
      'a complaint without phrases',
      'complaints-plan.yaml',
      (data: Data) => void delete data.complaints['too-expensive'],
      /^complaints\.too-expensive: expected it in one file, found it in none/,
    ],
  ])('%s', (_, name, change, expected) => {
    expect(problem(name, change)).toMatch(expected)
  })

  it.each([
    ['an unknown value of a guard', { if: { tone: 'cross' }, say: 'hm' }],
    ['an unknown guard', { if: { mood: 'cross' }, say: 'hm' }],
    ['a guard without a condition', { if: {}, say: 'hm' }],
    ['an empty phrase', ''],
  ])('%s', (_, phrase) => {
    expect(WordingFile.safeParse({ rules: { hm: [phrase] } }).success).toBe(false)
  })
})
