import { noiseKey, uniform } from '../../core/random.ts'
import type { CustomerMessage } from '../../world/acts.ts'
import type { Voice } from '../speech.ts'

/** How a customer writes: drawn once a voice, the same in every message; shares are of words or marks. */
export interface WritingHabits {
  readonly isSmall: boolean
  readonly writesSmallI: boolean
  readonly dropsApostrophes: boolean
  /** Shares of sentences that end in nothing or run on with a comma, and of last marks left out. */
  readonly runsOn: number
  readonly dropsLastMark: number
  readonly typos: number
  readonly cutsShort: number
  /** Shares of articles left out and of words put otherwise, for want of fluency. */
  readonly dropsArticles: number
  readonly swapsWords: number
  readonly shouts: 'no' | 'some' | 'all'
}

/** Keyed apart from what is said in each message. */
const KEY = noiseKey(0, 1)
const FLUENT_FROM = 0.85

export function habitsOf(voice: Voice, message: CustomerMessage): WritingHabits {
  const draw = (ordinal: number): number => uniform(voice.seed, KEY, ordinal)
  // What is spoken is written down by somebody who takes care.
  const typing = voice.channel === 'phone' ? 'careful' : voice.typing
  const isHasty = typing === 'hasty'
  const isCasual = typing === 'casual'
  const lack = Math.max(0, FLUENT_FROM - voice.fluency)
  return {
    isSmall: isHasty || (isCasual && draw(0) < 0.6),
    writesSmallI: (isHasty && draw(1) < 0.85) || (isCasual && draw(1) < 0.4),
    dropsApostrophes: (isHasty && draw(2) < 0.75) || (isCasual && draw(2) < 0.25),
    runsOn: isHasty ? 0.6 : isCasual ? 0.2 : 0,
    dropsLastMark: isHasty ? 0.9 : isCasual ? 0.6 : 0,
    typos: isHasty ? 0.04 : isCasual ? 0.006 : 0,
    cutsShort: isHasty ? 0.5 : 0,
    dropsArticles: lack,
    swapsWords: 0.8 * lack,
    shouts: !message.shouting ? 'no' : draw(3) < (isHasty ? 0.6 : 0.35) ? 'all' : 'some',
  }
}
