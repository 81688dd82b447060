import { type CustomerAct, customerActs, type Slot, slots } from '../../world/acts.ts'
import type { Grammar, Rule } from './grammar.ts'

/** The rules that are asked for by name. */
export interface Named {
  readonly act: Readonly<Record<CustomerAct, Rule>>
  slot(slot: Slot, value: string | number): Rule
  readonly by: Readonly<Record<(typeof others)[number], Rule>>
}

const others = [
  'salutation',
  'closing',
  'signature',
  'greeting',
  'temper',
  'detail',
  'tail',
  'filler',
  'again',
] as const

export function namedIn({ rules }: Grammar): Named {
  const ruleOf = (name: string): Rule => rules.get(name)!
  const bySlot = Object.fromEntries(slots.map(slot => [slot, ruleOf(`slot.${slot}`)])) as Record<Slot, Rule>
  return {
    act: Object.fromEntries(customerActs.map(act => [act, ruleOf(`act.${act}`)])) as Record<
      CustomerAct,
      Rule
    >,
    slot: (slot, value) => rules.get(`${slot}.${value}`) ?? bySlot[slot],
    by: Object.fromEntries(others.map(name => [name, ruleOf(name)])) as Named['by'],
  }
}
