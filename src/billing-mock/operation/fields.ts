import { z } from 'zod'

/** The ordinal of a record; one that is not there is answered with a billing error. */
export const ordinal = z.number()

/** Minor units; a wrong amount is answered with a billing error. */
export const amount = z.number()
