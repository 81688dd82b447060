import { finish, mixWord } from './random.ts'

/**
 * Ids as people and APIs see them: a prefix and fourteen characters that a seed and an ordinal determine. Inside,
 * entities go by ordinal; an id is rendered when somebody reads it, and read back without a table.
 */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz'
const WORD_LENGTH = 7

/** The id of the entity with this ordinal (0 … 2^32 − 1), e.g. `ch_4hT9…`. */
export function renderId(prefix: string, seed: number, ordinal: number): string {
  const key = idKey(prefix, seed)
  return `${prefix}_${word(feistel(ordinal, key))}${word(finish(mixWord(key, ordinal)))}`
}

/** The ordinal behind an id, or -1 when the id was never rendered from this prefix and seed. */
export function parseId(prefix: string, seed: number, id: string): number {
  if (!id.startsWith(`${prefix}_`) || id.length !== prefix.length + 1 + 2 * WORD_LENGTH) return -1
  const scrambled = unword(id.slice(prefix.length + 1, prefix.length + 1 + WORD_LENGTH))
  if (scrambled < 0) return -1
  const ordinal = unfeistel(scrambled, idKey(prefix, seed))
  return renderId(prefix, seed, ordinal) === id ? ordinal : -1
}

function idKey(prefix: string, seed: number): number {
  let key = mixWord(0x51ed270b, seed >>> 0)
  key = mixWord(key, Math.floor(seed / 4294967296))
  for (let i = 0; i < prefix.length; i++) key = mixWord(key, prefix.charCodeAt(i))
  return key
}

/** Four Feistel rounds over two 16-bit halves: a permutation of the 32-bit integers. */
function feistel(value: number, key: number): number {
  let left = value >>> 16
  let right = value & 0xffff
  for (let round = 0; round < 4; round++) {
    const next = left ^ (finish(mixWord(key + round, right)) & 0xffff)
    left = right
    right = next
  }
  return ((left << 16) | right) >>> 0
}

function unfeistel(value: number, key: number): number {
  let left = value >>> 16
  let right = value & 0xffff
  for (let round = 3; round >= 0; round--) {
    const previous = right ^ (finish(mixWord(key + round, left)) & 0xffff)
    right = left
    left = previous
  }
  return ((left << 16) | right) >>> 0
}

function word(value: number): string {
  let left = value
  let text = ''
  for (let i = 0; i < WORD_LENGTH; i++) {
    text += ALPHABET[left % ALPHABET.length]
    left = Math.floor(left / ALPHABET.length)
  }
  return text
}

function unword(text: string): number {
  let value = 0
  for (let i = WORD_LENGTH - 1; i >= 0; i--) {
    const digit = ALPHABET.indexOf(text[i]!)
    if (digit < 0) return -1
    value = value * ALPHABET.length + digit
  }
  return value <= 0xffffffff ? value : -1
}
