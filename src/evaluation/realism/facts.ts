import {
  betweenPersons,
  gapBetween,
  isAnswered,
  isResolved,
  isSatisfied,
  overResponse,
  ratioBetween,
  scoreMargin,
  shareOf,
  toneAutocorrelation,
  toneShare,
  valenceRise,
} from './estimators.ts'
import { ABOVE_ZERO, AT_LEAST_ZERO, type Fact, number, points, ratio, share } from './finding.ts'
import type { PlayedTicket } from './ticket.ts'

const isOpen = (ticket: PlayedTicket): boolean =>
  ticket.outcome === 'unresolved' || ticket.outcome === 'harmful'
const isAnsweredAnd =
  (holds: (ticket: PlayedTicket) => boolean) =>
  (ticket: PlayedTicket): boolean =>
    isAnswered(ticket) && holds(ticket)
const hasPlanAnd =
  (holds: (ticket: PlayedTicket) => boolean) =>
  (ticket: PlayedTicket): boolean =>
    ticket.churned90d !== null && holds(ticket)
const hasChurned = (ticket: PlayedTicket): boolean => ticket.churned90d === true
const isNotResolved = (ticket: PlayedTicket): boolean => !isResolved(ticket)

/** The facts that a sample of the playbook's tickets shows. */
export const ticketFacts: readonly Fact<PlayedTicket>[] = [
  {
    id: 'survey-response-rate',
    what: 'surveys answered',
    target: '15–25 %',
    parts: [share('answered', [0.15, 0.25], shareOf(isAnswered))],
  },
  {
    id: 'satisfied',
    what: 'respondents scoring 4 or 5',
    target: '75–87 %',
    parts: [share('4 or 5', [0.75, 0.87], shareOf(isSatisfied, isAnswered))],
  },
  {
    id: 'j-shape',
    what: 'scores of respondents form a J',
    target: '5 > 4 and 1 > 2 ≥ 3',
    parts: [
      points('5 over 4', ABOVE_ZERO, scoreMargin(5, 4)),
      points('1 over 2', ABOVE_ZERO, scoreMargin(1, 2)),
      points('2 over 3', AT_LEAST_ZERO, scoreMargin(2, 3)),
    ],
  },
  {
    id: 'extremes-over-respond',
    what: 'extremes answer more than the others',
    target: "shares of 1 and 5 above the population's",
    parts: [
      points('1 among respondents − all', ABOVE_ZERO, overResponse(1)),
      points('5 among respondents − all', ABOVE_ZERO, overResponse(5)),
    ],
  },
  {
    id: 'first-contact-resolution',
    what: 'resolved without transfer or reopening',
    target: '65–79 %',
    parts: [
      share(
        'resolved at first contact',
        [0.65, 0.79],
        shareOf(ticket => isResolved(ticket) && !ticket.transferred && !ticket.reopened),
      ),
    ],
  },
  {
    id: 'satisfaction-gap',
    what: 'satisfied when resolved − when not',
    target: '35–60 points',
    parts: [
      points(
        'resolved − unresolved',
        [0.35, 0.6],
        gapBetween(isAnsweredAnd(isResolved), isAnsweredAnd(isNotResolved), isSatisfied),
      ),
    ],
  },
  {
    id: 'transferred',
    what: 'transferred, and what it costs',
    target: '15–22 %; costs 8–16 points',
    parts: [
      share(
        'transferred',
        [0.15, 0.22],
        shareOf(({ transferred }) => transferred),
      ),
      points(
        'satisfied, others − transferred',
        [0.08, 0.16],
        gapBetween(
          isAnsweredAnd(({ transferred }) => !transferred),
          isAnsweredAnd(({ transferred }) => transferred),
          isSatisfied,
        ),
      ),
    ],
  },
  {
    id: 'reopened',
    what: 'tickets reopened',
    target: '3–8 %',
    parts: [
      share(
        'reopened',
        [0.03, 0.08],
        shareOf(({ reopened }) => reopened),
      ),
    ],
  },
  {
    id: 'abandoned',
    what: 'given up by the customer, mostly in silence',
    target: '5–15 %, at least 60 % silently',
    parts: [
      share(
        'abandoned',
        [0.05, 0.15],
        shareOf(({ abandoned }) => abandoned),
      ),
      share(
        'silently, of these',
        [0.6, 1],
        shareOf(
          ({ leftSilently }) => leftSilently,
          ({ abandoned }) => abandoned,
        ),
      ),
    ],
  },
  {
    id: 'churn-after-resolution',
    what: 'churned within 90 days of a resolution',
    target: '7–10 %',
    parts: [share('churned', [0.07, 0.1], shareOf(hasChurned, hasPlanAnd(isResolved)))],
  },
  {
    id: 'churn-ratio',
    what: 'churn when unresolved over when resolved',
    target: '2–4 ×',
    parts: [
      ratio(
        'unresolved / resolved',
        [2, 4],
        ratioBetween(hasPlanAnd(isOpen), hasPlanAnd(isResolved), hasChurned),
      ),
    ],
  },
  {
    id: 'chargeback-if-unresolved',
    what: 'chargebacks where the case stayed open',
    target: '2–8 %',
    parts: [
      share(
        'chargebacks',
        [0.02, 0.08],
        shareOf(({ chargeback }) => chargeback, isOpen),
      ),
    ],
  },
  {
    id: 'tone-autocorrelation',
    what: 'correlation of tone, message to next message',
    target: '.2–.5',
    parts: [number('lag 1', [0.2, 0.5], toneAutocorrelation)],
  },
  {
    id: 'neutral-tone',
    what: 'messages in a neutral tone',
    target: '65–90 %',
    parts: [
      share(
        'neutral',
        [0.65, 0.9],
        toneShare(tone => tone === 0),
      ),
    ],
  },
  {
    id: 'angry-messages',
    what: 'messages in an angry tone',
    target: '1–5 %',
    parts: [
      share(
        'angry',
        [0.01, 0.05],
        toneShare(tone => tone === 2),
      ),
    ],
  },
  {
    id: 'valence-rises',
    what: 'tone from the first to the last message of a resolved chat',
    target: 'rises',
    parts: [number('rise', ABOVE_ZERO, valenceRise)],
  },
]

/** The fact that several conversations of the same persons show. */
export const personFact: Fact<readonly PlayedTicket[]> = {
  id: 'between-person-variance',
  what: 'part of the variance of conversation means that lies between persons (five conversations each)',
  target: '30–50 %',
  parts: [share('between persons', [0.3, 0.5], betweenPersons)],
}
