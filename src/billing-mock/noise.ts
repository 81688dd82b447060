import { hashText, uniform } from '../core/random.ts'

/** Keyed noise: a uniform in [0, 1) for a purpose, a record or call that it is about, and an ordinal. */
export type Noise = (purpose: string, about: number, ordinal: number) => number

/** The noise of a seed: a pure function, so that a draw in one place moves no other. */
export function billingNoise(seed: number): Noise {
  return (purpose, about, ordinal) => uniform(seed, hashText(`${purpose} ${about}`), ordinal)
}
