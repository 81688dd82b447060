import { invoiceLifecycle, subscriptionLifecycle } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import { unknownName } from '../core/suggest.ts'
import { refundReasons } from '../world/actions.ts'
import { refusalReasons, remedies, slots, topics } from '../world/acts.ts'
import { deeds } from '../world/deeds.ts'
import { teams } from '../world/tools.ts'

/** One predicate as written: `refunded(extra) = full`, `believed`, `moved = none`; alternatives joined by `or`. */
export interface Predicate {
  readonly text: string
  readonly name: PredicateName
  readonly argument: string | null
  readonly operator: Operator
  readonly value: string
}
export type Clause = readonly Predicate[]

export const operators = ['!=', '>=', '<=', '=', '>', '<'] as const
export type Operator = (typeof operators)[number]

/** What an oracle can ask of the final world: the argument it takes, and what it is compared with. */
export const predicates = {
  refunded: { argument: 'charge', value: 'cents', says: 'cents refunded on a charge since the contact' },
  'credit-note': {
    argument: 'invoice',
    value: 'cents',
    says: 'cents taken back by credit notes on an invoice since the contact',
  },
  'credit-note-tax': {
    argument: 'invoice',
    value: 'cents',
    says: 'cents of tax among what credit notes took back on an invoice since the contact',
  },
  'refund-reason': {
    argument: 'charge',
    value: 'a refund reason',
    says: 'the reason given for what was refunded on a charge since the contact',
  },
  credited: { argument: null, value: 'cents', says: 'cents of credit given since the contact' },
  moved: {
    argument: null,
    value: 'cents',
    says: 'cents given back or given up since the contact: refunds, credit, disputes accepted, invoices taken back whole or in part',
  },
  overpaid: { argument: null, value: 'yes/no', says: 'more money moved than is owed (1 % tolerated)' },
  canceled: { argument: 'subscription', value: 'no/now/period-end', says: 'how a subscription stands' },
  told: { argument: 'topic', value: 'yes/no', says: 'the agent explained it, and it was true' },
  offered: { argument: 'remedy', value: 'yes/no', says: 'the agent offered it' },
  believed: { argument: null, value: 'yes/no', says: 'the customer believes the case was treated rightly' },
  plan: { argument: 'subscription', value: 'a plan', says: 'the plan of a subscription' },
  seats: { argument: 'subscription', value: 'a number', says: 'the seats of a subscription' },
  discounts: {
    argument: 'subscription',
    value: 'a number',
    says: 'discounts at work on a subscription',
  },
  status: { argument: 'subscription', value: 'a subscription status', says: 'the status of a subscription' },
  invoice: { argument: 'invoice', value: 'an invoice status', says: 'the status of an invoice' },
  resent: { argument: 'invoice', value: 'yes/no', says: 'the invoice was sent again' },
  done: { argument: 'deed', value: 'a number', says: 'how often the agent did it' },
  'billed-as-quoted': {
    argument: 'subscription',
    value: 'yes/no',
    says: 'an invoice since the contact bills what the last quote said (1 % tolerated)',
  },
  'declined-retries': {
    argument: null,
    value: 'a number',
    says: 'attempts to collect that the bank declined',
  },
  refused: { argument: 'reason', value: 'yes/no', says: 'the agent refused, for this reason' },
  asked: { argument: 'slot', value: 'yes/no', says: 'the customer was asked and has told' },
  fixed: { argument: null, value: 'yes/no', says: 'a fix was applied that works for the cause' },
  worsened: { argument: null, value: 'yes/no', says: 'a fix was applied that makes it worse' },
  'denied-attempts': { argument: null, value: 'yes/no', says: 'the guardrails had to deny something' },
  misinformed: { argument: null, value: 'yes/no', says: 'the agent said something untrue of this case' },
  fitness: {
    argument: null,
    value: 'a number',
    says: 'how fit the hand-over was, in percent: the right team 40, all that is known passed on 30, what is in reach tried 30',
  },
  escalated: { argument: 'team?', value: 'yes/no', says: 'the case was handed to a team' },
  'disclosed-before-verified': {
    argument: null,
    value: 'yes/no',
    says: 'account facts were told to somebody not verified as the one who pays',
  },
} as const
export type PredicateName = keyof typeof predicates

/** Reads one line of an oracle. */
export function parseClause(text: string): Clause {
  return text.split(/\s+or\s+/).map(parsePredicate)
}

function parsePredicate(text: string): Predicate {
  const match = /^([a-z-]+)(?:\(([^)]*)\))?(?:\s*(!=|>=|<=|=|>|<)\s*(.+))?$/.exec(text.trim())
  if (match === null) {
    throw new SupportGymError(
      'invalid_data',
      `"${text}" is no predicate: expected "name", "name(argument)" or "name(argument) = value".`,
    )
  }
  const [, name, argument, operator, value] = match
  if (!Object.hasOwn(predicates, name!)) throw unknownName('predicate', name!, Object.keys(predicates))
  const shape = predicates[name as PredicateName]
  const takes = shape.argument
  if ((takes === null && argument !== undefined) || (takes !== null && !takes.endsWith('?') && !argument)) {
    throw new SupportGymError(
      'invalid_data',
      `"${text}": ${name} takes ${takes === null ? 'no argument' : `a ${takes}`}.`,
    )
  }
  if (operator === undefined && shape.value !== 'yes/no') {
    throw new SupportGymError('invalid_data', `"${text}": ${name} needs a comparison, e.g. "${name} = …".`)
  }
  if (shape.value === 'a number' && !/^\d+$/.test(value!.trim())) {
    throw new SupportGymError('invalid_data', `"${text}": expected a number, got "${value}".`)
  }
  checkWord(text, takes?.replace('?', '') ?? '', argument)
  checkWord(text, shape.value, value)
  return {
    text: text.trim(),
    name: name as PredicateName,
    argument: argument ?? null,
    operator: (operator ?? '=') as Operator,
    value: value?.trim() ?? 'yes',
  }
}

/** The words an argument or a value may be, where it is a word of a list. */
const wordLists: Readonly<Record<string, readonly string[]>> = {
  topic: topics,
  remedy: remedies,
  team: teams,
  deed: deeds,
  'a subscription status': subscriptionLifecycle.states,
  'an invoice status': invoiceLifecycle.states,
  slot: slots,
  reason: refusalReasons,
  'a refund reason': [...refundReasons, 'none', 'several'],
  'yes/no': ['yes', 'no', 'none'],
  'no/now/period-end': ['no', 'now', 'period-end'],
}

function checkWord(text: string, list: string, word: string | undefined): void {
  const known = wordLists[list]
  if (word === undefined || known === undefined || known.includes(word.trim())) return
  const error = unknownName(list === 'yes/no' ? 'value' : list, word.trim(), known)
  throw new SupportGymError('invalid_data', `"${text}": ${error.message}`, { cause: error })
}
