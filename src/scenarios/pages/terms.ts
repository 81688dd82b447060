import type { Company } from '../schema.ts'
import type { Template } from '../template.ts'

/** The company's terms that a case turns on, in words. */
export function termWords(templates: readonly Template[], company: Company): readonly string[] {
  const [{ terms, group, books }] = templates as [Template, ...Template[]]
  const { refundWindowDays, proRataYearly, firstPaymentWindowDays, loyaltyOffer, features } = terms
  const hasMoney = group === 'billing' || group === 'retention'
  const isOffered = books.promotionCodes.some(({ code }) => code === loyaltyOffer?.code)
  const wishes = new Set(templates.map(({ knows }) => knows.goal))
  const isWished = Object.keys(features).some(feature => wishes.has(feature))
  return [
    ...(hasMoney ? [windowWords(refundWindowDays, proRataYearly.withinDays)] : []),
    ...(hasMoney && firstPaymentWindowDays > 0
      ? [`The very first payment is given back within ${firstPaymentWindowDays} days, whatever the plan.`]
      : []),
    ...(isOffered
      ? [
          `\`${loyaltyOffer!.code}\` is for subscriptions of at least ${loyaltyOffer!.subscribedDaysMin} days.`,
        ]
      : []),
    ...(isWished
      ? Object.entries(features).map(([feature, plans]) => `\`${feature}\` is in ${codes(plans)}.`)
      : []),
    `True of every case, though rarely to the point: ${codes(company.generalTopics)}.`,
  ]
}

function windowWords(windowDays: Template['terms']['refundWindowDays'], proRataDays: number): string {
  const window =
    `A charge is given back on request within ${windowDays.month} days on a monthly plan and ` +
    `${windowDays.year} on a yearly one`
  return proRataDays > windowDays.year
    ? `${window}; of a year, the unused time until day ${proRataDays}.`
    : `${window}; after that, nothing of a year.`
}

function codes(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}
