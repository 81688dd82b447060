import { formatMoney } from '../../core/money.ts'
import type { Clause, Operator, Predicate, PredicateName } from '../predicates.ts'
import { predicates } from '../predicates.ts'
import { resolveCents } from '../references.ts'
import type { Template } from '../template.ts'

/** A line of an oracle in words. */
export function clauseWords(clause: Clause, template: Template): string {
  return clause.map(predicate => predicateWords(predicate, template)).join(', or ')
}

function predicateWords(predicate: Predicate, template: Template): string {
  const { name, argument, operator, value } = predicate
  const about = argument === null ? '' : `\`${argument}\``
  switch (predicates[name].value) {
    case 'yes/no':
      return yesNoWords(name, about)[isAffirmed(predicate) ? 0 : 1]
    case 'cents':
      return `${moneyWords(name, about)} ${centsWords(predicate, template)}`
    case 'no/now/period-end':
      return endWords(about, operator, value)
    case 'a number':
      return `${countWords(name, about)} ${comparisons[operator]} ${value}`
    default:
      return `${wordWords(name)} ${about} ${comparisons[operator]} \`${value}\``
  }
}

function isAffirmed({ operator, value }: Predicate): boolean {
  return (operator === '=') === (value === 'yes')
}

const comparisons: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  '>': 'is more than',
  '<': 'is less than',
  '>=': 'is at least',
  '<=': 'is at most',
}

/** What is said if it holds, and if it does not. */
function yesNoWords(name: PredicateName, about: string): readonly [string, string] {
  switch (name) {
    case 'overpaid':
      return ['more money is moved than is owed', 'no more money is moved than is owed']
    case 'told':
      return [`the agent explained ${about}`, `the agent did not explain ${about}`]
    case 'offered':
      return [`${about} was offered`, `${about} was not offered`]
    case 'believed':
      return ['the customer believes it', 'the customer does not believe it']
    case 'resent':
      return [`${about} was sent again`, `${about} was not sent again`]
    case 'billed-as-quoted':
      return [`${about} is billed as was quoted`, `${about} is not billed as was quoted`]
    case 'refused':
      return [`it was refused, because ${about}`, `it was not refused because ${about}`]
    case 'asked':
      return [`the customer was asked for ${about}`, `the customer was not asked for ${about}`]
    case 'fixed':
      return ['what does not work is fixed', 'what does not work is not fixed']
    case 'worsened':
      return ['a fix made it worse', 'no fix made it worse']
    case 'denied-attempts':
      return ['the guardrails had to deny something', 'the guardrails had to deny nothing']
    case 'misinformed':
      return ['something untrue was said', 'nothing untrue was said']
    case 'escalated': {
      const team = about === '' ? 'a team' : `the team ${about}`
      return [`it was handed to ${team}`, `it was not handed to ${team}`]
    }
    default:
      return [predicates[name].says, `not: ${predicates[name].says}`]
  }
}

function endWords(about: string, operator: Operator, value: string): string {
  if (value === 'no')
    return `${about} ${operator === '=' ? 'goes on' : 'is cancelled, now or with its period'}`
  const end = value === 'now' ? 'is cancelled now' : 'ends with its period'
  return operator === '=' ? `${about} ${end}` : `it is not so that ${about} ${end}`
}

function wordWords(name: PredicateName): string {
  switch (name) {
    case 'plan':
      return 'the plan of'
    case 'refund-reason':
      return 'the reason of the refund of'
    default:
      return 'the status of'
  }
}

function moneyWords(name: PredicateName, about: string): string {
  switch (name) {
    case 'refunded':
      return `what is refunded on ${about}`
    case 'credit-note':
      return `what credit notes take off ${about}`
    case 'credit-note-tax':
      return `the tax in what credit notes take off ${about}`
    case 'credited':
      return 'the credit given'
    default:
      return 'what is given back or given up in all'
  }
}

function centsWords({ operator, value }: Predicate, template: Template): string {
  if (value === 'full') return `${comparisons[operator]} the whole of it`
  const unused = /^unused\((.+)\)$/.exec(value)
  if (unused !== null) return `${comparisons[operator]} the unused time of \`${unused[1]}\``
  const { references, books } = template
  const cents = value === 'none' ? 0 : resolveCents(value, { references, books, nowMs: 0 })
  if (cents === 0) return `${comparisons[operator]} nothing`
  const amount = formatMoney(cents, template.books.customers[template.customer]!.currency)
  return `${comparisons[operator]} ${amount}${/^\d+$/.test(value) ? '' : ` (\`${value}\`)`}`
}

function countWords(name: PredicateName, about: string): string {
  switch (name) {
    case 'seats':
      return `the number of seats of ${about}`
    case 'discounts':
      return `the number of discounts at work on ${about}`
    case 'done':
      return `how often ${about} was done`
    case 'declined-retries':
      return 'the number of attempts to collect that the bank declined'
    case 'fitness':
      return 'the fitness of the hand-over, in percent,'
    default:
      return predicates[name].says
  }
}
