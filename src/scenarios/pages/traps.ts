import { defaultTerms } from '../../billing-mock/index.ts'
import type { Fix } from '../../world/tools.ts'
import type { Template } from '../template.ts'

/** What tells a careful desk from a hasty one: where what is right for one cause is wrong for another. */
export function trapWords(templates: readonly Template[]): readonly string[] {
  return [
    ...moneyTraps(templates),
    ...endTraps(templates),
    ...topicTraps(templates),
    ...requesterTraps(templates),
    ...faultTraps(templates),
    ...fixTraps(templates),
    ...articleTraps(templates[0]!),
    ...exceptionTraps(templates[0]!),
  ]
}

function moneyTraps(templates: readonly Template[]): string[] {
  const owed = templates.filter(({ entitledCents }) => entitledCents > 0)
  const notOwed = templates.filter(({ entitledCents }) => entitledCents === 0)
  if (notOwed.length === 0) return []
  if (owed.length === 0) return ['No money is owed, whatever is behind it: giving any is harm.']
  return [`Money is owed for ${causes(owed)} only, not for ${causes(notOwed)}.`]
}

function endTraps(templates: readonly Template[]): string[] {
  const ended = templates.filter(template =>
    isAsked(template, 'resolved', /^canceled\(.*= (now|period-end)$/),
  )
  const kept = templates.filter(template => isAsked(template, 'harmful', /^canceled\(.*!= no$/))
  const hasty = templates.filter(template => isAsked(template, 'harmful', /^canceled\(.*\) = now$/))
  return [
    ...(ended.length === 0 || kept.length === 0
      ? []
      : [`To end the subscription is right for ${causes(ended)}, and harm for ${causes(kept)}.`]),
    ...(hasty.length === 0 ? [] : [`To end the subscription at once is harm for ${causes(hasty)}.`]),
  ]
}

function isAsked({ oracle }: Template, grade: keyof Template['oracle'], pattern: RegExp): boolean {
  return oracle[grade].some(clause => clause.length === 1 && pattern.test(clause[0]!.text))
}

/** What may be said of one cause only: of any other it is untrue. */
function topicTraps(templates: readonly Template[]): string[] {
  const { generalTopics } = templates[0]!
  const topics = [...new Set(templates.flatMap(({ explains }) => explains))].filter(
    topic => !generalTopics.includes(topic) && templates.some(({ explains }) => !explains.includes(topic)),
  )
  if (topics.length === 0) return []
  const names = topics.map(topic => `\`${topic}\``)
  return [`Each is true of some causes, and untrue of the others: ${names.join(', ')}.`]
}

function requesterTraps(templates: readonly Template[]): string[] {
  const unproven = templates.filter(({ verifies }) => !verifies)
  const members = templates.filter(({ verifies, requester }) => verifies && requester !== 'payer')
  return [
    ...(unproven.length === 0 ? [] : [`With ${causes(unproven)}, who asks cannot prove to be the customer.`]),
    ...(members.length === 0 ? [] : [`With ${causes(members)}, who asks is not who pays.`]),
  ]
}

function faultTraps(templates: readonly Template[]): string[] {
  return templates.flatMap(({ cause, faults }) =>
    faults.map(
      ({ operation, call, kind }) =>
        `With \`${cause}\`, call ${call} of \`${operation}\` meets a fault (\`${kind}\`): ` +
        'the records show whether it was carried out.',
    ),
  )
}

function fixTraps(templates: readonly Template[]): string[] {
  return templates.flatMap(({ cause, fixes }) => {
    const bad = (Object.keys(fixes) as Fix[]).filter(fix => fixes[fix] === 'worsened')
    return bad.map(fix => `With \`${cause}\`, \`${fix}\` makes it worse.`)
  })
}

function articleTraps({ articles }: Template): string[] {
  if (articles.length < 2) return []
  return ['There are several articles: what has changed since the older ones were written is not in them.']
}

function exceptionTraps({ terms }: Template): string[] {
  if (terms.firstPaymentWindowDays <= defaultTerms.firstPaymentWindowDays) return []
  return ['The very first payment has a window of its own: whoever knows the rule alone gets it wrong.']
}

function causes(templates: readonly Template[]): string {
  return templates.map(({ cause }) => `\`${cause}\``).join(', ')
}
