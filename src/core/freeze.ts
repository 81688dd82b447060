/** The value, frozen all the way down: what forks share cannot be changed by any of them. */
export function freeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  for (const key in value) freeze(value[key])
  return Object.freeze(value)
}

/** The same array, frozen with the objects in it; what they work out when read is not read. */
export function withFrozenItems<T>(items: readonly T[]): readonly T[] {
  for (const item of items) Object.freeze(item)
  return Object.freeze(items)
}

/** The same object, its own fields still writable, with everything in them frozen. */
export function withFrozenParts<T extends object>(value: T): T {
  for (const key in value) freeze(value[key])
  return value
}
