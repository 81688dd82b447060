import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** Where a person reads and writes. */
export interface Terminal {
  /** The next line, trimmed. Throws `Left` when it says `/quit`, or none is to come. */
  ask(prompt: string): Promise<string>
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
      if (done === true || /^\s*\/quit\b/i.test(value)) throw new Left()
      return value.trim()
    },
    print: text => void output.write(`${text}\n`),
    close: () => lines.close(),
  }
}

/** Somebody left the game before its end. */
export class Left extends Error {}
