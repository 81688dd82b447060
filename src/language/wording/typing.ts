/** Rows of the keyboard; a slip hits the key beside the one that was meant. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const

const neighbours: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(row =>
    [...row].map((key, at): [string, string] => [key, (row[at - 1] ?? '') + (row[at + 1] ?? '')]),
  ),
)

/** A word with one slip past its first letter: a letter left out, two in the wrong order, or a key beside. */
export function mistyped(word: string, kind: number, where: number): string {
  const at = 1 + Math.floor(where * (word.length - 2))
  const [before, letter, next] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1)]
  const beside = neighbours.get(letter)
  if (beside === undefined) return word
  if (kind < 0.4) return before + word.slice(at + 1)
  if (kind < 0.7) return before + next + letter + word.slice(at + 2)
  return before + beside.charAt(kind < 0.85 ? 0 : beside.length - 1) + word.slice(at + 1)
}
