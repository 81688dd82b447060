/** Mirrors src/core/random.ts, src/core/quantiles.ts and src/world/noise.ts, without allocating. */

const TWO_TO_MINUS_32 = 2.3283064365386963e-10

/** The part of a draw's hash that is the same for every draw of a seed. */
export function seedHash(seed) {
  return mixWord(mixWord(0x9e3779b9, seed >>> 0), Math.floor(seed / 4294967296))
}

/** noiseKey of the episode (entity 0) is the purpose itself; that of the ticket (entity 1) is 256 + purpose. */
export const TICKET = 256

/**
 * `uniform(seed, key, ordinal)` times 2^32, as a signed integer: a uniform has 32 bits, and an integer that is
 * handed back costs no memory, which a double may: `(bits >>> 0) * UNIT` is the uniform.
 */
export function draw(hashOfSeed, key, ordinal) {
  const hash = mixWord(mixWord(hashOfSeed, key), ordinal)
  let a = (finish(hash) >>> 0) * TWO_TO_MINUS_32
  let b = (finish((hash + 0x6d2b79f5) | 0) >>> 0) * TWO_TO_MINUS_32
  let c = (finish((hash + 0xdaa66d2b) | 0) >>> 0) * TWO_TO_MINUS_32
  let carry = 1
  for (let burnt = 0; burnt < 5; burnt++) {
    const t = 2091639 * a + carry * TWO_TO_MINUS_32
    a = b
    b = c
    carry = Math.floor(t)
    c = t - carry
  }
  return (c * 4294967296) | 0
}

function mixWord(hash, word) {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  let h = hash ^ Math.imul(k, 0x1b873593)
  h = (h << 13) | (h >>> 19)
  return (Math.imul(h, 5) + 0xe6546b64) | 0
}

/** Murmur3's finaliser, signed: an unsigned integer above 2^31 that is handed back would be allocated. */
function finish(hash) {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** What `normalFrom` answers with: a number that a function hands back would be allocated. */
export const normal = new Float64Array(1)

const HALF_ULP = 2 ** -33

/** normalQuantile of a draw. */
export function normalFrom(bits) {
  const shifted = (bits >>> 0) * TWO_TO_MINUS_32 + HALF_ULP
  const p = shifted < HALF_ULP ? HALF_ULP : shifted > 1 - HALF_ULP ? 1 - HALF_ULP : shifted
  if (p < 0.02425) {
    normal[0] = Math.sqrt(-2 * Math.log(p))
    normalTail()
    return
  }
  if (p > 1 - 0.02425) {
    normal[0] = Math.sqrt(-2 * Math.log(1 - p))
    normalTail()
    normal[0] = -normal[0]
    return
  }
  const q = p - 0.5
  const r = q * q
  const numerator =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239
  const denominator =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1
  normal[0] = (numerator * q) / denominator
}

function normalTail() {
  const q = normal[0]
  const numerator =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
    2.938163982698783
  const denominator =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
    1
  normal[0] = numerator / denominator
}
