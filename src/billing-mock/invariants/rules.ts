/** The sentences of the rules that do not hold. */
export function failures(
  subject: string,
  rules: readonly (readonly [holds: boolean, otherwise: string])[],
): string[] {
  return rules.filter(([holds]) => !holds).map(([, otherwise]) => `${subject} ${otherwise}.`)
}

/** The sum of some amounts. */
export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
