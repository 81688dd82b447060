import { z } from 'zod'
import { Action } from '../world/actions.ts'
import { discreteActions } from './discrete.ts'
import { layoutNames } from './layout.ts'
import { observationFields } from './observation.ts'

/** The faces of the action space: one semantics, two encodings. `step` takes either. */
export interface ActionSpace {
  /** JSON Schema of the action object. */
  readonly structured: unknown
  readonly discrete: { readonly n: number; readonly names: readonly string[] }
}

/** The faces of the observation space. */
export interface ObservationSpace {
  readonly typed: { readonly fields: readonly string[] }
  readonly float: {
    readonly shape: readonly [number]
    readonly names: readonly string[]
    readonly low: number
    readonly high: number
  }
}

/** The action space, the same for every env of this package. */
export function actionSpace(): ActionSpace {
  return {
    structured: z.toJSONSchema(Action),
    discrete: { n: discreteActions.length, names: discreteActions.map(({ name }) => name) },
  }
}

/** The observation space, the same for every env of this package. */
export function observationSpace(): ObservationSpace {
  return {
    typed: { fields: observationFields },
    float: { shape: [layoutNames.length], names: layoutNames, low: -1, high: 1 },
  }
}
