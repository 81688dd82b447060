/**
 * Keyed noise: every draw is a pure function of (seed, key, ordinal), so that a new draw in one place moves no
 * other stream and two runs that differ in one action share the noise of everything else.
 *
 * The generator is Alea (Johannes Baagøe), as shipped in seedrandom; its four-number state is derived by mixing
 * the key's integers, and four draws are burnt because the first draws of near states lie near each other.
 */

const TWO_TO_MINUS_32 = 2.3283064365386963e-10

/** A stream's key: which entity (0 … 2^20) and which purpose (0 … 255) the noise is for. */
export function noiseKey(entity: number, purpose: number): number {
  return entity * 256 + purpose
}

/** A uniform in [0, 1) with 32 bits, a pure function of its arguments; `seed` is any safe integer ≥ 0. */
export function uniform(seed: number, key: number, ordinal: number): number {
  let hash = mixWord(0x9e3779b9, seed >>> 0)
  hash = mixWord(hash, Math.floor(seed / 4294967296))
  hash = mixWord(hash, key)
  hash = mixWord(hash, ordinal)
  const s0 = finish(hash)
  const s1 = finish(hash + 0x6d2b79f5)
  const s2 = finish(hash + 0xdaa66d2b)
  return aleaFifthDraw(s0 * TWO_TO_MINUS_32, s1 * TWO_TO_MINUS_32, s2 * TWO_TO_MINUS_32)
}

/** The fifth draw of an Alea whose state is (s0, s1, s2, c = 1): four are burnt. */
export function aleaFifthDraw(s0: number, s1: number, s2: number): number {
  let a = s0
  let b = s1
  let c = s2
  let carry = 1
  for (let draw = 0; draw < 5; draw++) {
    const t = 2091639 * a + carry * TWO_TO_MINUS_32
    a = b
    b = c
    carry = t | 0
    c = t - carry
  }
  return c
}

/** The seed of episode `index` after a reset with `seed`: what `reset()` without a seed continues with. */
export function mixSeed(seed: number, index: number): number {
  const hash = mixWord(mixWord(mixWord(0x85ebca6b, seed >>> 0), Math.floor(seed / 4294967296)), index)
  return finish(hash) & 0x7fffffff
}

/** A 32-bit hash of a text (FNV-1a, finished), for keys made from names. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return finish(hash)
}

/** One murmur3 round: folds a 32-bit word into the hash. */
export function mixWord(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  let h = hash ^ Math.imul(k, 0x1b873593)
  h = (h << 13) | (h >>> 19)
  return (Math.imul(h, 5) + 0xe6546b64) | 0
}

/** Murmur3's finaliser: every input bit moves every output bit; the result is an unsigned 32-bit integer. */
export function finish(hash: number): number {
  let h = hash | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
