/** Runs work as soon as there is room for it, in the order it came. */
export type InSlot = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>

/** Room for so many at once. Who gives up while waiting leaves the queue with the signal's reason. */
export function slots(atOnce: number): InSlot {
  let free = atOnce
  const queue: (() => void)[] = []

  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        queue.splice(queue.indexOf(enter), 1)
        reject(signal?.reason)
      }
      queue.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  /** Whoever is next takes the room over, so that nobody comes between. */
  function pass(): void {
    const next = queue.shift()
    if (next === undefined) free += 1
    else next()
  }

  return async (work, signal) => {
    signal?.throwIfAborted()
    if (free > 0) free -= 1
    else await turn(signal)
    try {
      return await work()
    } finally {
      pass()
    }
  }
}
