import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** Where a person reads and writes. */
export interface Terminal {
  /** The next line; null when there is none to come. */
  ask(prompt: string): Promise<string | null>
  print(text: string): void
  close(): void
}

/** A terminal over two streams; lines that are there already are read one after another. */
export function terminalOn(input: Readable, output: Writable): Terminal {
  const lines = createInterface({ input, output, terminal: false })
  const iterator = lines[Symbol.asyncIterator]()
  return {
    async ask(prompt) {
      output.write(prompt)
      const { value, done } = await iterator.next()
      return done === true ? null : value
    },
    print: text => void output.write(`${text}\n`),
    close: () => lines.close(),
  }
}

/** Somebody left the game before its end. */
export class Left extends Error {}
