import { beforeAll, describe, expect, it } from 'vitest'
import { formatMoney } from '../../src/core/money.ts'
import { loadWording } from '../../src/language/wording/index.ts'
import { readGrammar } from '../../src/language/wording/load.ts'
import { createSpeaker } from '../../src/language/wording/speaker.ts'
import { complaints, type Slot, type Tone, tones } from '../../src/world/acts.ts'
import {
  anyGiven,
  episode,
  inTurn,
  median,
  plainMessage,
  plainVoice,
  type Worded,
  wordsIn,
} from './messages.ts'

const EPISODES = 2_000

/** Words by which a reader tells a tone; written down here apart from the data's own list. */
const signs: Readonly<Record<Exclude<Tone, 'neutral'>, RegExp>> = {
  angry:
    /unbelievable|unacceptable|ridiculous|outrageous|\bjoke\b|furious|\bangry|had enough|\bworst\b|sick of|fed up|damn|bloody|\bworse\b|\bmess\b/,
  annoyed:
    /seriously|annoy|disappoint|frustrat|tiresome|patience|tired of|come on|impressed|do your job|cant believe|how often|finally|about time|took long enough/,
}

/** The tone a reader hears: as if typed with care. */
function heard(text: string): Tone {
  const plain = text.toLowerCase().replaceAll("'", '')
  return signs.angry.test(plain) ? 'angry' : signs.annoyed.test(plain) ? 'annoyed' : 'neutral'
}

/** A fact as it may be written. */
function spellings(slot: Slot, value: string | number): readonly string[] {
  if (slot !== 'amount' || typeof value === 'string') return [String(value)]
  const money = formatMoney(value, 'usd')
  return [money, money.replace(/\.00$/, '')]
}

describe("customers' messages in episodes", () => {
  let episodes: readonly (readonly Worded[])[] = []
  let all: readonly Worded[] = []

  beforeAll(() => {
    const word = loadWording()
    episodes = Array.from({ length: EPISODES }, (_, seed) => episode(word, seed))
    all = episodes.flat()
  })

  it('differ: at least 5,000 of them', () => {
    const distinct = new Set(all.map(({ text }) => text)).size
    console.log(`${all.length} messages of ${EPISODES} episodes, ${distinct} different ones`)
    expect(distinct).toBeGreaterThanOrEqual(5_000)
    expect(distinct / all.length).toBeGreaterThan(0.9)
  })

  it('never come twice in an episode', () => {
    for (const messages of episodes) {
      const texts = messages.map(({ text }) => text)
      expect(new Set(texts).size, texts.join('\n')).toBe(texts.length)
    }
  })

  it('say every fact that is disclosed as it is, and no other figure', () => {
    let told = 0
    for (const { given, text } of all) {
      let rest = text.replaceAll(given.voice.name, '')
      for (const [slot, value] of Object.entries(given.message.disclosed) as [Slot, string | number][]) {
        if (slot === 'symptom' || slot === 'onset') continue
        const spelt = spellings(slot, value).find(spelling => text.includes(spelling))
        expect(spelt, `${slot} ${value} in "${text}"`).toBeDefined()
        rest = rest.replaceAll(spelt!, '')
        told++
      }
      expect(rest, text).not.toMatch(/\d|[$@]/)
    }
    expect(told).toBeGreaterThan(100)
  })

  it('sound annoyed or angry when the tone is so, and not otherwise', () => {
    const counts = Object.fromEntries(tones.map(tone => [tone, { shown: 0, sounding: 0 }])) as Record<
      Tone,
      { shown: number; sounding: number }
    >
    for (const { given, text } of all) {
      const { tone } = given.message
      const sounds = heard(text)
      counts[tone].shown++
      counts[sounds].sounding++
      expect(tones.indexOf(sounds), `${tone}: "${text}"`).toBeLessThanOrEqual(tones.indexOf(tone))
    }
    console.log(`tones shown and heard: ${JSON.stringify(counts)}`)
    for (const tone of tones) {
      expect(counts[tone].shown).toBeGreaterThan(0)
      expect(Math.abs(counts[tone].sounding - counts[tone].shown) / all.length, tone).toBeLessThan(0.02)
    }
    expect(counts.angry.sounding / counts.angry.shown).toBeGreaterThan(0.85)
  })

  it('are about as long as the state has drawn', () => {
    const deviation = median(
      all.map(({ given, text }) => Math.abs(wordsIn(text) - given.message.words) / given.message.words),
    )
    const usual = median(all.map(({ text }) => wordsIn(text)))
    const short = all.filter(({ given }) => given.message.words <= 4)
    console.log(`median length ${usual} words, median deviation ${(100 * deviation).toFixed(1)} %`)
    expect(usual).toBeGreaterThanOrEqual(8)
    expect(usual).toBeLessThanOrEqual(15)
    expect(deviation).toBeLessThanOrEqual(0.25)
    expect(short.length).toBeGreaterThan(50)
    const over = short.map(({ given, text }) => wordsIn(text) - given.message.words)
    expect(median(over)).toBeLessThanOrEqual(1)
    expect(Math.max(...over)).toBeLessThanOrEqual(6)
  })

  it('tell one thing at a time', () => {
    for (const { given } of all) expect(Object.keys(given.message.disclosed).length).toBeLessThanOrEqual(1)
    const goals = new Set(
      all.flatMap(({ given }) =>
        given.message.disclosed.goal === undefined ? [] : [given.message.disclosed.goal],
      ),
    )
    expect(goals.size).toBeGreaterThan(3)
    for (const { given, text } of all) {
      if (given.message.disclosed.goal !== undefined) continue
      for (const goal of goals) if (String(goal).includes('-')) expect(text).not.toContain(String(goal))
    }
  })

  it('are the same for the same seed, whoever else has spoken meanwhile', () => {
    const other = createSpeaker(readGrammar()).word
    for (const seed of [1_999, 3, 700]) {
      expect(episode(other, seed).map(({ text }) => text)).toEqual(episodes[seed]!.map(({ text }) => text))
    }
  })
})

describe('a worded message', () => {
  const word = loadWording()
  const say = (
    message: Partial<typeof plainMessage> = {},
    voice: Partial<typeof plainVoice> = {},
    before: readonly string[] = [],
  ): string => word({ message: { ...plainMessage, ...message }, voice: { ...plainVoice, ...voice }, before })
  const seeds = Array.from({ length: 300 }, (_, seed) => seed)

  it('is read once, and the same for the same input', () => {
    expect(loadWording()).toBe(word)
    expect(say()).toBe(say())
    expect(new Set(seeds.map(seed => say({}, { seed }))).size).toBeGreaterThan(250)
    expect(say({}, {}, ['something'])).not.toBe(say())
  })

  it('states facts of every kind untouched, however hastily and brokenly it is written', () => {
    const facts: Partial<Record<Slot, string | number>>[] = [
      { amount: 123456 },
      { amount: 4900 },
      { date: 'since the first of the month' },
      { last4: '0042' },
      { email: 'the.ada@an.example.com' },
      { goal: 'that they are out and stay out' },
      { seats: 12 },
      { code: 'SPRING25' },
    ]
    for (const disclosed of facts) {
      const [slot, value] = Object.entries(disclosed)[0] as [Slot, string | number]
      for (const seed of seeds) {
        const text = say(
          { acts: ['answer'], disclosed, words: 12, shouting: seed % 2 === 0 },
          { seed, typing: 'hasty', fluency: 0.1 },
        )
        expect(
          spellings(slot, value).some(spelling => text.includes(spelling)),
          `${value} in "${text}"`,
        ).toBe(true)
      }
    }
  })

  it('speaks of each complaint in words of its own', () => {
    const openings = complaints.map(complaint =>
      seeds
        .slice(0, 40)
        .map(seed => say({ complaint, words: 9 }, { seed }).replace(/^(Hi|Hello)[^.]*\. /, '')),
    )
    const first = openings.map(texts => new Set(texts))
    for (const [index, texts] of first.entries()) {
      expect(texts.size, complaints[index]).toBeGreaterThan(8)
      for (const [other, others] of first.entries()) {
        if (other === index) continue
        const shared = [...texts].filter(text => others.has(text))
        expect(shared.length / texts.size, `${complaints[index]} and ${complaints[other]}`).toBeLessThan(0.2)
      }
    }
  })

  it('has an address and a name by e-mail, and none in a chat', () => {
    for (const seed of seeds) {
      const mail = say({ words: 40 }, { seed, channel: 'email' })
      expect(mail).toMatch(/^[^\n]+,\n\n[^\n]+\n\n[^\n]+,\n(Ada|Ada Lovelace)$/)
      expect(say({ words: 40 }, { seed })).not.toMatch(/\n|Lovelace/)
    }
  })

  it('is full of small letters and slips in haste, and of none with care', () => {
    const careful = seeds.map(seed => say({}, { seed }))
    const hasty = seeds.map(seed => say({}, { seed, typing: 'hasty' }))
    for (const text of careful) expect(text).toMatch(/^["A-Z].*[.?!]$/)
    expect(hasty.filter(text => /^[a-z]/.test(text)).length).toBe(seeds.length)
    expect(hasty.filter(text => /[.?!]$/.test(text)).length).toBeLessThan(0.4 * seeds.length)
    const known = new Set(
      careful
        .join(' ')
        .toLowerCase()
        .match(/[a-z']+/g),
    )
    const slips = (texts: readonly string[]): number =>
      (
        texts
          .join(' ')
          .toLowerCase()
          .match(/[a-z']+/g) ?? []
      ).filter(each => !known.has(each)).length
    expect(slips(hasty)).toBeGreaterThan(3 * slips(seeds.map(seed => say({}, { seed: seed + 1_000 }))))
  })

  it('lacks articles where the language is not the own', () => {
    const articles = (fluency: number): number =>
      (
        seeds
          .map(seed => say({ words: 30 }, { seed, fluency }))
          .join(' ')
          .match(/\b(a|an|the)\b/gi) ?? []
      ).length
    expect(articles(0.2)).toBeLessThan(0.6 * articles(0.9))
  })

  it('shouts in capitals and exclamation marks only when it should', () => {
    for (const seed of seeds) {
      expect(say({ shouting: true }, { seed })).toMatch(/[A-Z]{4,}[\s\S]*!/)
      expect(say({}, { seed })).not.toMatch(/[A-Z]{4,}|!/)
    }
  })

  it('is mostly not made of sentences that were said before', () => {
    const sentences = (text: string): string[] => text.split(/[.?!] ?/).filter(each => each.includes(' '))
    let repeated = 0
    let total = 0
    for (const seed of seeds) {
      const messages = Array.from({ length: 6 }, () => ({
        ...plainMessage,
        acts: ['question'] as const,
        words: 10,
      }))
      const seen = new Set<string>()
      for (const { text } of inTurn(word, { ...plainVoice, seed }, messages)) {
        for (const sentence of sentences(text)) {
          if (seen.has(sentence)) repeated++
          seen.add(sentence)
          total++
        }
      }
    }
    expect(repeated / total).toBeLessThan(0.02)
  })

  it('does not fail on anything that a message can be', () => {
    for (let n = 0; n < 5_000; n++) expect(word(anyGiven(n)).trim()).not.toBe('')
  })
})
