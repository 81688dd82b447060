import { z } from 'zod'

/** Weights are whole numbers of this part of one. */
export const WEIGHT_UNIT = 1 / 64

/**
 * A multinomial logistic model over features that are there or not. A feature's weights are pairs: the index of a
 * label, and its weight in `WEIGHT_UNIT`.
 */
export const LinearModel = z.strictObject({
  labels: z.array(z.string()).readonly(),
  bias: z.array(z.int()).readonly(),
  weights: z.record(z.string(), z.array(z.int()).readonly()),
  /** Logits are multiplied by it, so that probabilities are as often right as they say. */
  sharpness: z.number().positive(),
})
export type LinearModel = z.infer<typeof LinearModel>

/** What was learnt from the labelled set, and what from: its hash tells when it has to be learnt again. */
export const Learnt = z.strictObject({
  inputs: z.string(),
  vocabulary: z.array(z.string()).readonly(),
  acts: LinearModel,
  topics: LinearModel,
})
export type Learnt = z.infer<typeof Learnt>

/** Logits of every label. */
export type Scorer = (features: readonly string[]) => Float64Array

/** The value of each feature of a text with so many: long texts are no surer than short ones. */
export function featureValue(count: number): number {
  return 1 / Math.sqrt(Math.max(1, count))
}

/** Scores features by the model; features it does not know say nothing. */
export function scorerOf({ bias, weights, sharpness }: LinearModel): Scorer {
  const table = new Map(Object.entries(weights).map(([name, pairs]) => [name, Int16Array.from(pairs)]))
  const start = Float64Array.from(bias, units => units * WEIGHT_UNIT * sharpness)
  return features => {
    const known: Int16Array[] = []
    for (const name of features) {
      const pairs = table.get(name)
      if (pairs !== undefined) known.push(pairs)
    }
    const scores = start.slice()
    const value = featureValue(known.length) * WEIGHT_UNIT * sharpness
    for (const pairs of known)
      for (let at = 0; at < pairs.length; at += 2) scores[pairs[at]!]! += pairs[at + 1]! * value
    return scores
  }
}

/** The probabilities of logits, in their place. */
export function softmax(scores: Float64Array): Float64Array {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let label = 0; label < scores.length; label++) {
    scores[label] = Math.exp(scores[label]! - top)
    sum += scores[label]!
  }
  for (let label = 0; label < scores.length; label++) scores[label]! /= sum
  return scores
}

/** The index of the greatest value; the first where several are. */
export function greatest(values: Float64Array): number {
  let best = 0
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index
  return best
}
