const HIGH_SURROGATE_END = /[\ud800-\udbff]$/

/** The beginning of a text, of at most so many UTF-16 units: no character is cut in half. */
export function cutOff(text: string, max: number): string {
  return text.length > max ? text.slice(0, max).replace(HIGH_SURROGATE_END, '') : text
}
