import { formatMoney } from '../../core/money.ts'
import { complaints } from '../../world/acts.ts'
import type { Wording } from '../speech.ts'
import type { Grammar } from './grammar.ts'
import { actBit, addBit, type Bits, type dimensions, levelOf, noBits } from './guards.ts'
import type { FactName } from './notation.ts'

/** The earlier messages after which a conversation is well under way. */
const EARLY = 3

/** What holds of a message, as guards ask for it. */
export function situationOf({ message, voice, before }: Wording, grammar: Grammar): Bits {
  const { disclosed } = message
  const bits = noBits()
  addBit(bits, 'tone', message.tone)
  addBit(bits, 'politeness', levelOf(voice.politeness))
  addBit(bits, 'verbosity', levelOf(voice.verbosity))
  addBit(bits, 'assertiveness', levelOf(voice.assertiveness))
  addBit(bits, 'fluency', levelOf(voice.fluency))
  addBit(bits, 'tech', levelOf(voice.tech))
  addBit(bits, 'channel', voice.channel)
  addBit(bits, 'turn', before.length === 0 ? 'first' : before.length <= EARLY ? 'early' : 'late')
  addBit(bits, 'contact', voice.comesBack ? 'back' : voice.contacts > 0 ? 'known' : 'new')
  addBit(bits, 'about', grammar.about[complaints.indexOf(message.complaint)]!)
  addBit(bits, 'goal', goalKind(disclosed.goal))
  addBit(bits, 'date', dateKind(disclosed.date))
  addBit(bits, 'seats', seatsKind(disclosed.seats))
  for (const act of message.acts) bits.acts |= actBit(act)
  return bits
}

function goalKind(goal: string | number | undefined): (typeof dimensions.goal)[number] {
  if (goal === undefined) return 'none'
  const text = String(goal)
  if (!text.includes(' ')) {
    if (text.endsWith('-monthly') || text.endsWith('-yearly')) return 'plan'
    return text.includes('-') ? 'feature' : 'verb'
  }
  if (text.startsWith('to ')) return 'infinitive'
  return text.startsWith('that ') ? 'clause' : 'thing'
}

function dateKind(date: string | number | undefined): (typeof dimensions.date)[number] {
  if (date === undefined) return 'none'
  const text = String(date)
  if (text.startsWith('since ')) return 'since'
  const isAhead = ['next ', 'at ', 'in ', 'now', 'tomorrow'].some(start => text.startsWith(start))
  return isAhead ? 'ahead' : 'past'
}

function seatsKind(seats: string | number | undefined): (typeof dimensions.seats)[number] {
  if (seats === undefined) return 'none'
  return Number(seats) === 0 ? 'zero' : Number(seats) === 1 ? 'one' : 'more'
}

/** A fact as it is written: amounts as money, with cents or, where there are none, without if `isShort`. */
export function factText({ message, voice }: Wording, fact: FactName, isShort: boolean): string {
  if (fact === 'name') return voice.name
  if (fact === 'first') return voice.name.split(' ', 1)[0]!
  const value = message.disclosed[fact] ?? ''
  if (fact !== 'amount' || typeof value === 'string') return String(value)
  const money = formatMoney(value, 'usd')
  return isShort && money.endsWith('.00') ? money.slice(0, -3) : money
}
