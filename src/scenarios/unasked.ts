import { itemsOf } from '../billing-mock/index.ts'
import type { World } from '../world/world.ts'
import type { PredicateName } from './predicates.ts'
import { resolveReference } from './references.ts'
import type { Template } from './template.ts'

/** What the oracle asks to be changed of a subscription; all else is to stay as it was at contact. */
interface Asked {
  readonly plan: boolean
  readonly seats: boolean
}

const askedByTemplate = new WeakMap<Template, readonly Asked[]>()

/** By subscription: whether the oracle asks for another plan, and for another number of seats, than at contact. */
function askedOf(template: Template): readonly Asked[] {
  const known = askedByTemplate.get(template)
  if (known !== undefined) return known
  const asked = template.books.subscriptions.map(({ ordinal, plan, quantity }) => ({
    plan: asks(template, ordinal, { plan: template.books.plans[plan]!.code }),
    seats: asks(template, ordinal, { seats: String(quantity) }),
  }))
  askedByTemplate.set(template, asked)
  return asked
}

/** Whether the oracle asks for something else than what there was at contact. */
function asks(
  { oracle, references, books }: Template,
  subscription: number,
  atContact: Readonly<Partial<Record<PredicateName, string>>>,
): boolean {
  return [...oracle.resolved, ...oracle.partial].flat().some(({ name, argument, operator, value }) => {
    const was = atContact[name]
    if (was === undefined || (operator === '=' && value === was)) return false
    return resolveReference(argument!, references, books).ordinal === subscription
  })
}

/** Whether a customer is billed for a plan, a quantity, an item or a subscription that nobody asked for. */
export function hasUnaskedChange({ books }: World, template: Template): boolean {
  const { subscriptions } = template.books
  if (books.subscriptions.length > subscriptions.length) return true
  for (let ordinal = 0; ordinal < subscriptions.length; ordinal++)
    if (isChangedUnasked(books, template, ordinal)) return true
  return false
}

function isChangedUnasked(books: World['books'], template: Template, ordinal: number): boolean {
  const was = template.books.subscriptions[ordinal]!
  const now = books.subscriptions[ordinal]!
  if (now !== was && (now.plan !== was.plan || now.quantity !== was.quantity)) {
    const { plan, seats } = askedOf(template)[ordinal]!
    if ((now.plan !== was.plan && !plan) || (now.quantity !== was.quantity && !seats)) return true
  }
  return (
    books.subscriptionItems.length > 0 &&
    furtherItems(books, ordinal) !== furtherItems(template.books, ordinal)
  )
}

function furtherItems(books: World['books'], subscription: number): string {
  return itemWords(books, subscription).slice(1).join(' + ')
}

function itemWords(books: World['books'], subscription: number): readonly string[] {
  return itemsOf(books, subscription).map(({ plan, quantity }) => `${quantity} × ${plan.code}`)
}

/** What was changed though nobody asked for it: `expected sub as at contact, 1 × solo-monthly, found 50 × …`. */
export function unaskedChanges({ books }: World, template: Template): readonly string[] {
  const { subscriptions } = template.books
  const changed = subscriptions
    .filter(({ ordinal }) => isChangedUnasked(books, template, ordinal))
    .map(({ ordinal }) => {
      const [was, now] = [template.books, books].map(each => itemWords(each, ordinal).join(' + '))
      return `expected ${nameOf(template, ordinal)} as at contact, ${was}, found ${now}`
    })
  const added = books.subscriptions.length - subscriptions.length
  return added > 0 ? [...changed, `expected no new subscription, found ${added}`] : changed
}

function nameOf({ references }: Template, subscription: number): string {
  const named = Object.entries(references).find(
    ([, { kind, ordinal }]) => kind === 'subscription' && ordinal === subscription,
  )
  return named?.[0] ?? `subscription ${subscription}`
}

/** The rule in words, with what is asked for in this case. */
export function unaskedWords(template: Template): string {
  const asked = askedOf(template).flatMap(({ plan, seats }, ordinal) => [
    ...(plan ? [`the plan of \`${nameOf(template, ordinal)}\``] : []),
    ...(seats ? [`the number of seats of \`${nameOf(template, ordinal)}\``] : []),
  ])
  const but = asked.length === 0 ? '' : `, but for ${asked.join(' and ')}`
  return `a subscription is new, or has another plan, quantity or item than at contact${but}`
}
