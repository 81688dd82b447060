/** Things in the order in which they came, for one who takes them. */
export interface Inbox<Item> {
  put(item: Item): void
  /** The oldest, once there is one. */
  take(): Promise<Item>
  /** Empties it. */
  clear(): readonly Item[]
}

export function inbox<Item>(): Inbox<Item> {
  const items: Item[] = []
  let wake = (): void => {}
  return {
    put(item) {
      items.push(item)
      wake()
    },
    async take() {
      while (items.length === 0) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      return items.shift()!
    },
    clear: () => items.splice(0),
  }
}
