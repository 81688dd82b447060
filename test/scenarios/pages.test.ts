import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import { clauseWords } from '../../src/scenarios/pages/clauseWords.ts'
import { parseClause } from '../../src/scenarios/predicates.ts'

const template = loadCatalogue().template('large-refund-v1', 'overbilled', 'ten')

describe('an oracle line in words', () => {
  it.each([
    ['refunded(billed.charge) = full', 'what is refunded on `billed.charge` is the whole of it'],
    [
      'refunded(billed.charge) = billed.amount - agreed.amount',
      'what is refunded on `billed.charge` is $150.00 (`billed.amount - agreed.amount`)',
    ],
    [
      'refunded(billed.charge) = unused(sub)',
      'what is refunded on `billed.charge` is the unused time of `sub`',
    ],
    [
      'refund-reason(billed.charge) = duplicate',
      'the reason of the refund of `billed.charge` is `duplicate`',
    ],
    ['credit-note-tax(billed) = 475', 'the tax in what credit notes take off `billed` is $4.75'],
    ['moved = none', 'what is given back or given up in all is nothing'],
    ['moved > 0', 'what is given back or given up in all is more than nothing'],
    ['canceled(sub) = period-end', '`sub` ends with its period'],
    ['canceled(sub) != no', '`sub` is cancelled, now or with its period'],
    ['told(overbilling)', 'the agent explained `overbilling`'],
    ['misinformed = no', 'nothing untrue was said'],
    ['escalated = none', 'it was not handed to a team'],
    ['escalated(billing)', 'it was handed to the team `billing`'],
    ['refused(not_the_payer) = no', 'it was not refused because `not_the_payer`'],
    ['plan(sub) != solo-monthly', 'the plan of `sub` is not `solo-monthly`'],
    ['invoice(billed) = paid', 'the status of `billed` is `paid`'],
    ['fitness >= 75', 'the fitness of the hand-over, in percent, is at least 75'],
    ['offered(refund) or seats(sub) = 2', '`refund` was offered, or the number of seats of `sub` is 2'],
  ])('%s', (line, words) => {
    expect(clauseWords(parseClause(line), template)).toBe(words)
  })
})
