import { cutOff } from '../../core/text.ts'
import { TEXT_MAX } from '../../world/actions.ts'

/** A piece of a text as it stands there: UTF-16 offsets, the end not included. */
export interface Piece {
  readonly kind: 'word' | 'number' | 'money' | 'address' | 'stop' | 'pause' | 'question' | 'code'
  readonly text: string
  readonly from: number
  readonly to: number
}

const FIGURE = '\\d(?:[\\d.,]{0,40}\\d)?'
const SCALE = '(?:[kmb]|bn|mn|mln|\\s?(?:hundred|thousand|grand|million|billion|trillion))\\b'
const SIGN = '(?:US|CA|AU|NZ|HK|SG|MX|C|A|R)?[$€£¥₹]'
const CODE = '(?:USD|EUR|GBP|CAD|AUD|NZD|JPY|CHF|CNY|INR|SEK|NOK|DKK|PLN|MXN|BRL|SGD|HKD)'
const UNIT = `(?:(?:(?:us|canadian|australian)\\s)?dollars?|bucks|cents?|euros?|pounds|yen|francs|rupees|${CODE})\\b`
const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const tens = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'
const scales = { hundred: 100, thousand: 1e3, grand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }
const SPELLED = `(?:a|an|half|${`${units} ${tens}`.replaceAll(' ', '|')}|${Object.keys(scales).join('|')})`

const patterns = [
  '(?<address>[\\w.+-]{1,64}@[\\w-]{1,64}(?:\\.[\\w-]{1,32}){1,4}|https?://[^\\s<>]{1,200})',
  '(?<code>\\w+(?:[_=]+\\w+){1,20}(?:\\([^()]{0,200}\\))?|\\w+\\(\\)|\\[[^\\[\\]]{1,80}\\](?!\\())',
  '(?<mark><[a-zA-Z/!][^<>]{0,200}>|&[a-z]{2,6};)',
  `(?<money>(?:${SIGN}|${CODE})\\s?${FIGURE}(?:${SCALE})?(?:\\s?${CODE}\\b)?(?!\\d)` +
    `|${FIGURE}(?:${SCALE})?\\s?(?:[$€£¥₹¢](?!\\s?\\d)|${UNIT})` +
    `|${SPELLED}(?:[\\s-](?:and\\s)?${SPELLED}){0,8}\\s${UNIT})`,
  "(?<word>[\\p{L}]+(?:['’ʼ`´][\\p{L}]+)*)",
  '(?<number>\\d{4}-\\d{1,2}-\\d{1,2}(?!\\d)|\\d+(?:[.,:/]\\d+)*(?:st|nd|rd|th)?)',
  '(?<question>[?？]+[!?]*)',
  '(?<stop>(?:[!…。！]|\\.(?![\\p{L}\\d])|\\n[ \\t]{0,8}(?:\\n|[-*•]\\s|\\d{1,2}[.)]\\s))+)',
  '(?<pause>[,;:()–—\\[\\]]|\\s-+\\s|\\n)',
]
const PIECE = new RegExp(patterns.join('|'), 'giu')
const kinds = ['address', 'money', 'word', 'number', 'question', 'stop', 'pause', 'code'] as const

/** The pieces of a text in their order; markup and marks that say nothing are left out. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const match of cutOff(text, TEXT_MAX).matchAll(PIECE)) {
    const kind = kinds.find(name => match.groups![name] !== undefined)
    if (kind !== undefined)
      pieces.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length })
  }
  return pieces
}

/** A sum that no books bear out. */
const NEVER_CENTS = Number.MAX_SAFE_INTEGER

const FOREIGN = new RegExp(
  `[€£¥₹]|(?:CA|AU|NZ|HK|SG|MX|C|A|R)\\$|canadian|australian|euro|pound|yen|franc|rupee|(?!USD)${CODE}`,
  'i',
)

/** Cents of a piece of money, or null for an amount that no books can carry: none in dollars, or none that can be read. */
export function centsOf(money: string): number | null {
  const cents = figureOf(money)
  return cents !== null && Number.isSafeInteger(cents) && cents > 0 ? cents : null
}

/** Cents that a claim of this money carries: where it cannot be read, a sum that nothing bears out. */
export function claimedCentsOf(money: string): number {
  return centsOf(money) ?? NEVER_CENTS
}

function figureOf(money: string): number | null {
  if (FOREIGN.test(money)) return null
  const small = money.toLowerCase()
  const isCents = /cents?$|¢$/.test(small)
  const [, figure, scale] = /(\d(?:[\d.,]*\d)?)\s?([a-z]+)?/.exec(small) ?? []
  const times = scaleOf(scale)
  const amount = figure === undefined ? spelledAmount(small) : plainAmount(figure, times !== 1)
  if (amount === null) return null
  const cents = amount * times * (isCents ? 1 : 100)
  return Math.abs(cents - Math.round(cents)) < 1e-6 * Math.max(1, cents) ? Math.round(cents) : null
}

function plainAmount(figure: string, isScaled: boolean): number | null {
  const shape = isScaled
    ? /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/
    : /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?$/
  return shape.test(figure) ? Number(figure.replaceAll(',', '')) : null
}

function scaleOf(scale: string | undefined): number {
  if (scale === undefined) return 1
  if (Object.hasOwn(scales, scale)) return scales[scale as keyof typeof scales]
  const short: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, mn: 1e6, mln: 1e6, b: 1e9, bn: 1e9 }
  return Object.hasOwn(short, scale) ? short[scale]! : 1
}

/** "two hundred and fifty thousand dollars". */
function spelledAmount(money: string): number | null {
  let [total, group] = [0, 0]
  for (const word of money.split(/[\s-]+/)) {
    if (word === 'half') return null
    const [unit, ten] = [units.split(' ').indexOf(word), tens.split(' ').indexOf(word)]
    const scale = scaleOf(word)
    if (unit !== -1) group += unit
    else if (ten !== -1) group += ten * 10
    else if (scale === 100) group = Math.max(1, group) * 100
    else if (scale > 1) {
      total += Math.max(1, group) * scale
      group = 0
    } else if (word === 'a' || word === 'an') group += 1
  }
  return total + group
}
