/** A piece of a text as it stands there: UTF-16 offsets, the end not included. */
export interface Piece {
  readonly kind: 'word' | 'number' | 'money' | 'address' | 'stop' | 'pause' | 'question' | 'code'
  readonly text: string
  readonly from: number
  readonly to: number
}

/** Longest text that is listened to; what follows is not heard. */
export const TEXT_MAX = 4_000

const patterns = [
  '(?<address>[\\w.+-]{1,64}@[\\w-]{1,64}(?:\\.[\\w-]{1,32}){1,4}|https?://[^\\s<>]{1,200})',
  '(?<code>\\w+(?:[_=]+\\w+){1,20}(?:\\([^()]{0,200}\\))?|\\w+\\(\\)|\\[[^\\[\\]]{1,80}\\](?!\\())',
  '(?<mark><[a-zA-Z/!][^<>]{0,200}>|&[a-z]{2,6};)',
  '(?<money>(?:US)?[$€£]\\s?\\d[\\d,]{0,20}(?:\\.\\d{1,2})?(?!\\d)|(?:USD|EUR|GBP)\\s?\\d[\\d,]{0,20}(?:\\.\\d{1,2})?(?!\\d)' +
    '|\\d[\\d,]{0,20}(?:\\.\\d{1,2})?\\s?(?:[$€£]|(?:dollars?|bucks|euros?|pounds|usd|eur|gbp)\\b))',
  "(?<word>[\\p{L}]+(?:['’ʼ`´][\\p{L}]+)*)",
  '(?<number>\\d+(?:[.,:/]\\d+)*(?:st|nd|rd|th)?)',
  '(?<question>[?？]+[!?]*)',
  '(?<stop>(?:[!…。！]|\\.(?![\\p{L}\\d])|\\n[ \\t]{0,8}(?:\\n|[-*•]\\s|\\d{1,2}[.)]\\s))+)',
  '(?<pause>[,;:()–—\\[\\]]|\\s-+\\s|\\n)',
]
const PIECE = new RegExp(patterns.join('|'), 'giu')
const kinds = ['address', 'money', 'word', 'number', 'question', 'stop', 'pause', 'code'] as const

/** The pieces of a text in their order; markup and marks that say nothing are left out. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const match of text.slice(0, TEXT_MAX).matchAll(PIECE)) {
    const kind = kinds.find(name => match.groups![name] !== undefined)
    if (kind !== undefined)
      pieces.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length })
  }
  return pieces
}

/** Cents of a piece of money, or null for an amount that no books can carry. */
export function centsOf(money: string): number | null {
  const [, whole, fraction = ''] = /(\d[\d,]*)(?:\.(\d{1,2}))?/.exec(money)!
  const amountCents = Number(whole!.replaceAll(',', '')) * 100 + Number(fraction.padEnd(2, '0'))
  return Number.isSafeInteger(amountCents) && amountCents > 0 ? amountCents : null
}
