import { invariant } from '../core/errors.ts'

/**
 * Writes numbers one after the other into a buffer that holds zeros, each under a name. One object serves both uses,
 * so that the layout is written down once: with `names` it notes what the numbers are called, else it costs nothing.
 */
export class Row {
  private into: Float32Array = new Float32Array(0)
  private at = 0
  private readonly names: string[] | null

  constructor(names: string[] | null) {
    this.names = names
  }

  /** Begins at `offset` of a buffer. */
  begin(into: Float32Array, offset: number): void {
    this.into = into
    this.at = offset
  }

  put(name: string, value: number): void {
    if (this.names !== null) this.names.push(name)
    this.into[this.at] = value
    this.at += 1
  }

  flag(name: string, holds: boolean): void {
    this.put(name, holds ? 1 : 0)
  }

  /** A 1 where the value is; nowhere for a value that is not there. */
  oneHot(name: string, values: readonly string[], value: string | null): void {
    if (this.names !== null) for (const each of values) this.names.push(`${name}.${each}`)
    const index = value === null ? -1 : values.indexOf(value)
    if (index >= 0) this.into[this.at + index] = 1
    this.at += values.length
  }

  /** A 1 for each of the values that are in the list. */
  manyHot(name: string, values: readonly string[], present: readonly string[]): void {
    if (this.names !== null) for (const each of values) this.names.push(`${name}.${each}`)
    for (let i = 0; i < present.length; i++) {
      const index = values.indexOf(present[i]!)
      invariant(index >= 0, `${name}: the layout has no place for "${present[i]}".`)
      this.into[this.at + index] = 1
    }
    this.at += values.length
  }

  /** Leaves these numbers as they are: there is nothing to write about. */
  skip(names: readonly string[]): void {
    if (this.names !== null) this.names.push(...names)
    this.at += names.length
  }
}
