import type { Grammar, Node, Rule } from './grammar.ts'
import { families } from './schema.ts'

/** Sets how many words each rule can come to; a rule that leads back to itself is added to `problems`. */
export function measure(grammar: Grammar, problems: string[]): void {
  const open = new Set<Rule>()
  const measured = (rule: Rule): Rule => {
    if (rule.wordsMin >= 0) return rule
    if (open.has(rule)) {
      problems.push(`${rule.at}: <${rule.name}> leads back to itself: it would never come to an end`)
      return { ...rule, wordsMin: 0, wordsMax: 0 }
    }
    open.add(rule)
    for (const alternative of rule.alternatives) {
      const [min, max] = extent(alternative.nodes)
      alternative.wordsMin = min
      alternative.wordsMax = max
    }
    open.delete(rule)
    rule.wordsMin = Math.min(...rule.alternatives.map(({ wordsMin }) => wordsMin))
    rule.wordsMax = Math.max(...rule.alternatives.map(({ wordsMax }) => wordsMax))
    return rule
  }
  const extent = (nodes: readonly Node[]): readonly [min: number, max: number] => {
    let min = 0
    let max = 0
    for (const node of nodes) {
      const [low, high] = extentOf(node)
      min += low
      max += high
    }
    return [min, max]
  }
  const extentOf = (node: Node): readonly [min: number, max: number] => {
    if (node.kind === 'word') return [node.words, node.words]
    if (node.kind === 'fact') return [1, 1]
    if (node.kind === 'optional') {
      const [min, max] = extent(node.nodes)
      node.wordsMin = min
      return [0, max]
    }
    const rules = (node.kind === 'rule' ? [node.rule] : node.rules).map(measured)
    return [
      Math.min(...rules.map(({ wordsMin }) => wordsMin)),
      Math.max(...rules.map(({ wordsMax }) => wordsMax)),
    ]
  }
  for (const rule of grammar.rules.values()) measured(rule)
  for (const family of families) grammar.families[family].forEach(measured)
}
