import { z } from 'zod'
import { serviceRates } from '../reward/index.ts'
import { BusinessFigures } from '../rollout/index.ts'
import { Business } from '../world/business.ts'
import { code, page, table } from './markdown.ts'

/** The page of the business view: what each figure is, and what the costs are made of. */
export function businessPage(): string {
  return page('The business view', [
    'What tickets came to in business terms: `business` of each policy in `summary.json`, `overall`, `byGroup` and ' +
      '`byArchetype`, and the table of `supportgym run --by group|archetype`. A figure is the mean a ticket over ' +
      'the settled episodes, with its 95 % interval (Student’s t); `firstContactResolution` and `churned90d` are ' +
      'shares. Money is in integer cents, a month is 30 days, the horizon is day 150 after the first contact. The ' +
      'row of one ticket is `business` in the last line of its episode in `episodes.jsonl`, and of `env.report()`.',
    table(['figure', 'column', 'meaning'], rows()),
    '## Rates',
    'Every rate that the cost to serve is made of. Utility counts the same but for self-service.',
    table(
      ['rate', 'cents', 'source'],
      Object.values(serviceRates).map(({ cents, of, source }) => [of, String(cents), source]),
    ),
  ])
}

const columns: Readonly<Record<string, string>> = {
  tickets: 'n',
  retainedCents: 'kept/mo',
  refundsCents: 'refunds',
  leakedCents: 'leak',
  creditsCents: 'credits',
  disputeFeesCents: 'fees',
  costToServeCents: 'serve',
  handleMinutes: 'min',
  firstContactResolution: 'FCR',
  churned90d: 'churn90',
  lifetimeValueCents: 'LTV',
}

function rows(): readonly (readonly string[])[] {
  const ofTicket: Readonly<Record<string, z.ZodType>> = Business.shape
  return Object.entries(BusinessFigures.shape).map(([name, figure]) => {
    const meaning = ofTicket[name]?.description ?? z.toJSONSchema(figure).description ?? ''
    return [code(name), columns[name] ?? '', meaning]
  })
}
