import type { Estimator } from './interval.ts'
import type { PlayedTicket } from './ticket.ts'

/** Figures of a sample of tickets, each a plain function of it. Shares in [0, 1]; null where nothing is counted. */

type Holds = (ticket: PlayedTicket) => boolean

/** The share of the tickets that hold, of those that count. */
export function shareOf(holds: Holds, counts: Holds = () => true): Estimator<PlayedTicket> {
  return tickets => shareIn(tickets.filter(counts), holds)
}

/** The share that holds in one group minus that in another. */
export function gapBetween(one: Holds, other: Holds, holds: Holds): Estimator<PlayedTicket> {
  return tickets => {
    const first = shareIn(tickets.filter(one), holds)
    const second = shareIn(tickets.filter(other), holds)
    return first === null || second === null ? null : first - second
  }
}

/** The share that holds in one group over that in another. */
export function ratioBetween(one: Holds, other: Holds, holds: Holds): Estimator<PlayedTicket> {
  return tickets => {
    const first = shareIn(tickets.filter(one), holds)
    const second = shareIn(tickets.filter(other), holds)
    return first === null || second === null || second === 0 ? null : first / second
  }
}

/** The share of the answers with one score minus that with another. */
export function scoreMargin(higher: number, lower: number): Estimator<PlayedTicket> {
  return tickets => {
    const scores = tickets.flatMap(({ score }) => (score === null ? [] : [score]))
    if (scores.length === 0) return null
    return (
      (scores.filter(each => each === higher).length - scores.filter(each => each === lower).length) /
      scores.length
    )
  }
}

/** How much more of the answers than of all customers' scores are this one. */
export function overResponse(score: number): Estimator<PlayedTicket> {
  return tickets => {
    const among = shareIn(tickets.filter(isAnswered), ticket => ticket.score === score)
    const overall = shareIn(tickets, ticket => ticket.wouldScore === score)
    return among === null || overall === null ? null : among - overall
  }
}

/** The share of messages with a tone at least, or at most, this unfriendly. */
export function toneShare(holds: (tone: number) => boolean): Estimator<PlayedTicket> {
  return tickets => {
    const tones = tickets.flatMap(ticket => ticket.tones)
    return tones.length === 0 ? null : tones.filter(holds).length / tones.length
  }
}

/** Correlation of a message's tone with that of the customer's next one, over all conversations. */
export const toneAutocorrelation: Estimator<PlayedTicket> = tickets => {
  let [n, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0]
  for (const { tones } of tickets) {
    for (let at = 1; at < tones.length; at++) {
      const x = tones[at - 1]!
      const y = tones[at]!
      n += 1
      sumX += x
      sumY += y
      sumXX += x * x
      sumYY += y * y
      sumXY += x * y
    }
  }
  const spread = (n * sumXX - sumX * sumX) * (n * sumYY - sumY * sumY)
  return spread <= 0 ? null : (n * sumXY - sumX * sumY) / Math.sqrt(spread)
}

/** How much friendlier the last message is than the first, in resolved chats, in steps of tone. */
export const valenceRise: Estimator<PlayedTicket> = tickets => {
  const rises = tickets
    .filter(({ outcome, tones }) => outcome === 'resolved' && tones.length >= 2)
    .map(({ tones }) => tones[0]! - tones.at(-1)!)
  return meanOf(rises)
}

/**
 * The part of the variance of conversation means that lies between persons: one-way analysis of variance,
 * (MSB − MSW) / (MSB + (k − 1) MSW), for k conversations of each person.
 */
export const betweenPersons: Estimator<readonly PlayedTicket[]> = persons => {
  const means = persons.map(tickets => tickets.map(({ tones }) => meanOf(tones) ?? 0))
  const k = means[0]?.length ?? 0
  if (persons.length < 2 || k < 2) return null
  const own = means.map(each => meanOf(each)!)
  const overall = meanOf(own)!
  const between = (k * own.reduce((sum, mean) => sum + (mean - overall) ** 2, 0)) / (persons.length - 1)
  const spread = means.flatMap((each, person) => each.map(mean => (mean - own[person]!) ** 2))
  const within = spread.reduce((sum, square) => sum + square, 0) / (persons.length * (k - 1))
  const whole = between + (k - 1) * within
  return whole === 0 ? null : (between - within) / whole
}

/** The mean of one number an item. */
export function meanBy<Item>(value: (item: Item) => number): Estimator<Item> {
  return items => meanOf(items.map(value))
}

export function isAnswered({ score }: PlayedTicket): boolean {
  return score !== null
}

export function isSatisfied({ score }: PlayedTicket): boolean {
  return score !== null && score >= 4
}

export function isResolved({ outcome }: PlayedTicket): boolean {
  return outcome === 'resolved'
}

function shareIn(tickets: readonly PlayedTicket[], holds: Holds): number | null {
  return tickets.length === 0 ? null : tickets.filter(holds).length / tickets.length
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
