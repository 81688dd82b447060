import { type Estimator, withInterval } from './interval.ts'

/** A stylised fact: what is measured of a sample, and where it has to lie (customer model, section 5). */
export interface Fact<Item> {
  readonly id: string
  readonly what: string
  readonly target: string
  /** All must be in range. */
  readonly parts: readonly Part<Item>[]
}

interface Part<Item> {
  readonly what: string
  readonly unit: Unit
  readonly low: number
  readonly high: number
  readonly estimate: Estimator<Item>
}

export const units = ['share', 'points', 'ratio', 'number'] as const
/** How a figure is shown: 17.2 %, 12.3 points, 2.4 ×, 0.31. */
export type Unit = (typeof units)[number]

/** A fact as found. */
export interface FactFound {
  readonly id: string
  readonly what: string
  readonly target: string
  /** The first part's figure; null where there was nothing to measure. */
  readonly measured: number | null
  readonly inRange: boolean
  readonly parts: readonly PartFound[]
}

export interface PartFound {
  readonly what: string
  readonly unit: Unit
  readonly low: number | null
  readonly high: number | null
  readonly measured: number | null
  readonly ci95: readonly [number, number] | null
  readonly inRange: boolean
}

/** Measures a fact on a sample. A part is in range when its figure is, whatever the width of its interval. */
export function findFact<Item>({ id, what, target, parts }: Fact<Item>, items: readonly Item[]): FactFound {
  const found = parts.map((part): PartFound => {
    const interval = withInterval(items, part.estimate)
    const measured = interval?.value ?? null
    return {
      what: part.what,
      unit: part.unit,
      low: Number.isFinite(part.low) ? part.low : null,
      high: Number.isFinite(part.high) ? part.high : null,
      measured,
      ci95: interval?.ci95 ?? null,
      inRange: measured !== null && measured >= part.low && measured <= part.high,
    }
  })
  return {
    id,
    what,
    target,
    measured: found[0]!.measured,
    inRange: found.every(({ inRange }) => inRange),
    parts: found,
  }
}

/** Whether a fact is out of range by more than the error of its figures: no interval of a part out reaches its range. */
export function isOutByMore({ inRange, parts }: FactFound): boolean {
  const isOut = ({ inRange: isIn, ci95, low, high }: PartFound): boolean =>
    !isIn && (ci95 === null || ci95[0] > (high ?? ci95[0]) || ci95[1] < (low ?? ci95[1]))
  return !inRange && parts.some(isOut)
}

type Range = readonly [low: number, high: number]

/** The least that counts as more than nothing: a strict inequality over floats. */
const LEAST = Number.MIN_VALUE
export const ABOVE_ZERO: Range = [LEAST, Number.POSITIVE_INFINITY]
export const BELOW_ZERO: Range = [Number.NEGATIVE_INFINITY, -LEAST]
export const AT_LEAST_ZERO: Range = [0, Number.POSITIVE_INFINITY]
export const AT_MOST_ZERO: Range = [Number.NEGATIVE_INFINITY, 0]

type PartOf = <Item>(what: string, range: Range, estimate: Estimator<Item>) => Part<Item>

function partsIn(unit: Unit): PartOf {
  return (what, [low, high], estimate) => ({ what, unit, low, high, estimate })
}

export const share = partsIn('share')
export const points = partsIn('points')
export const ratio = partsIn('ratio')
export const number = partsIn('number')
