import { compile } from '../../src/core/compile.ts'
import { askedOnce, type Setting } from '../../src/env/index.ts'
import { costStation, defaultRules, guardrails, simulatedApprover } from '../../src/guardrails/index.ts'
import { presetRubric, rewardStation, valuationUnder } from '../../src/reward/index.ts'
import { loadCatalogue, loadCustomerModel, loadPersonaPack } from '../../src/scenarios/index.ts'
import { signalStation } from '../../src/signals/index.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'

/** The setting of the shipped env, for tests that hold the state of an env in their hands. */
export function shippedSetting(): Setting {
  const model = loadCustomerModel()
  const chart = compile<ChartView>(supportMachine)
  return {
    id: 'billing-support-v4',
    catalogue: loadCatalogue(),
    pack: loadPersonaPack(),
    model,
    chart,
    legality: askedOnce(chart),
    guardrails: guardrails(defaultRules),
    approver: simulatedApprover,
    signals: signalStation(model),
    reward: rewardStation(presetRubric('business', 1)),
    costs: costStation,
    valuation: valuationUnder(model),
    delivery: 'settle',
    face: 'typed',
    budget: { stepsMax: 40, minutesMax: 480 },
    tickets: 1,
    truncateAfterSteps: 500,
    discountPerDay: 0,
    faults: null,
    check: false,
  }
}
