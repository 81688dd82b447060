import { featureValue, type LinearModel, softmax, WEIGHT_UNIT } from './model.ts'

/** An example for a linear model: the features that are there, and the label. */
export interface Example {
  readonly features: readonly string[]
  readonly label: string
}

export interface FitOptions {
  readonly labels: readonly string[]
  readonly epochs: number
  /** Step at the first epoch; it falls as one over the square root of the epoch. */
  readonly rate: number
  /** Weight of the penalty on squared weights. */
  readonly decay: number
  /** Features of more than one word must occur so often. */
  readonly pairsMin: number
  readonly sharpness: number
}

/** Fits a multinomial logistic model by gradient descent, example by example in their order: nothing is drawn. */
export function fitModel(examples: readonly Example[], options: FitOptions): LinearModel {
  const { labels, epochs, rate, decay } = options
  const names = featureNames(examples, options.pairsMin)
  const columns = new Map(names.map((name, index) => [name, index]))
  const rows = examples.map(({ features, label }) => ({
    features: features.flatMap(name => columns.get(name) ?? []),
    label: labels.indexOf(label),
  }))
  const weights = new Float64Array(names.length * labels.length)
  const bias = new Float64Array(labels.length)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const step = rate / Math.sqrt(1 + epoch)
    for (const row of spread(rows, epoch)) descend(row, { weights, bias, step })
    const kept = 1 - step * decay
    for (let at = 0; at < weights.length; at++) weights[at]! *= kept
  }
  return {
    labels: [...labels],
    bias: [...bias].map(unitsOf),
    weights: Object.fromEntries(
      names
        .map((name, index) => [name, pairsOf(weights, index, labels.length)] as const)
        .filter(([, pairs]) => pairs.length > 0),
    ),
    sharpness: options.sharpness,
  }
}

function featureNames(examples: readonly Example[], pairsMin: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const { features } of examples)
    for (const name of features) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts.keys()].filter(name => counts.get(name)! >= (/[ …]/.test(name) ? pairsMin : 1)).sort()
}

/** The examples in an order that differs from epoch to epoch and leaves no label's examples together. */
function spread<Row>(rows: readonly Row[], epoch: number): readonly Row[] {
  const stride = strideOf(rows.length, epoch)
  return rows.map((_, index) => rows[(index * stride + epoch) % rows.length]!)
}

/** A step that shares no divisor with the count, near its golden section. */
function strideOf(count: number, epoch: number): number {
  let stride = Math.max(1, Math.floor(count * 0.618) - epoch)
  while (divisor(stride, count) !== 1) stride += 1
  return stride
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other)
}

function descend(
  { features, label }: { readonly features: readonly number[]; readonly label: number },
  {
    weights,
    bias,
    step,
  }: { readonly weights: Float64Array; readonly bias: Float64Array; readonly step: number },
): void {
  const count = bias.length
  const value = featureValue(features.length)
  const scores = Float64Array.from(bias)
  for (const feature of features)
    for (let at = 0; at < count; at++) scores[at]! += weights[feature * count + at]! * value
  const errors = softmax(scores)
  errors[label]! -= 1
  for (let at = 0; at < count; at++) bias[at]! -= step * 0.1 * errors[at]!
  for (const feature of features)
    for (let at = 0; at < count; at++) weights[feature * count + at]! -= step * value * errors[at]!
}

/** A weight in whole units, never −0. */
function unitsOf(weight: number): number {
  return Math.round(weight / WEIGHT_UNIT) + 0
}

/** What remains of a feature's weights as whole units. */
function pairsOf(weights: Float64Array, feature: number, count: number): number[] {
  const pairs: number[] = []
  for (let label = 0; label < count; label++) {
    const units = unitsOf(weights[feature * count + label]!)
    if (Math.abs(units) >= KEPT_UNITS) pairs.push(label, units)
  }
  return pairs
}

/** Smaller weights are left out: they say next to nothing, and there are very many of them. */
const KEPT_UNITS = 10
