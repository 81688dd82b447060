/** The numbers of the customer model that ships, under the default pack: what the env itself plays by. */

import { customerModelOf } from '../../dist/make.js'
import { loadCast } from '../../dist/scenarios/index.js'

export const cast = loadCast('default')
export const model = customerModelOf(cast)
