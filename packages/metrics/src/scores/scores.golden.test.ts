// Rankings against scikit-learn and torchmetrics: golden/scores.py wrote golden/scores.json.
import { describe, expect, it } from 'vitest'
import { averagePrecision } from './average-precision.ts'
import { detCurve } from './det.ts'
import { deLongVariance } from './delong.ts'
import { multiclassAveragePrecision, multiclassRocAuc } from './multiclass.ts'
import { multilabelAveragePrecision, multilabelRocAuc } from './multilabel.ts'
import { precisionRecallCurve } from './precision-recall.ts'
import { rocAuc, rocCurve } from './roc.ts'
import { scoreSteps } from './score-steps.ts'
import {
  binary,
  multiclass,
  multilabel,
  named,
  randomBinary,
  randomMulticlass,
  randomMultilabel,
  type Drawn,
  type Golden,
  type GoldenBinary,
  type GoldenCurves,
} from './scores.test-support.ts'
import { topKAccuracy } from './top-k.ts'

const EXACT = 1e-12
/** torchmetrics adds up in float32. */
const FLOAT32 = 1e-5

function expectNear(actual: number, expected: Golden, what: string, tolerance: number = EXACT): void {
  const wanted = Number(expected)
  const near = Object.is(actual, wanted) || actual === wanted || Math.abs(actual - wanted) <= tolerance
  if (!near) expect.fail(`${what}: is ${actual}, expected ${wanted}`)
}

function expectAll(actual: readonly number[], expected: readonly Golden[], what: string): void {
  if (actual.length !== expected.length)
    expect.fail(`${what}: has ${actual.length} entries, expected ${expected.length}`)
  actual.forEach((value, i) => expectNear(value, expected[i]!, `${what}[${i}]`))
}

function curvesOf({ yTrue, yScore, weights }: Drawn<number, number>, dropIntermediate: boolean) {
  const options = { weights, dropIntermediate }
  const [roc, pr, det] = [rocCurve, precisionRecallCurve, detCurve].map((curve) => curve(yTrue, yScore, options)) as [
    ReturnType<typeof rocCurve>,
    ReturnType<typeof precisionRecallCurve>,
    ReturnType<typeof detCurve>,
  ]
  return {
    roc: [roc.fpr, roc.tpr, roc.thresholds],
    precisionRecall: [pr.precision, pr.recall, pr.thresholds],
    det: [det.fpr, det.fnr, det.thresholds],
  }
}

function checksum(curve: readonly number[][]): number[] {
  const values = curve.flat().map((value) => (Number.isFinite(value) ? value : 2))
  return [values.length, values.reduce((sum, value, i) => sum + (1 + i) * value, 0)]
}

function expectBinary(drawn: Drawn<number, number>, golden: GoldenBinary): void {
  const { yTrue, yScore, weights } = drawn
  expectNear(rocAuc(yTrue, yScore, { weights }), golden.auc, 'AUC')
  ;[0.1, 0.35, 1].forEach((maxFpr, i) =>
    expectNear(rocAuc(yTrue, yScore, { weights, maxFpr }), golden.partial[i]!, `AUC up to ${maxFpr}`),
  )
  expectNear(averagePrecision(yTrue, yScore, { weights }), golden.averagePrecision, 'average precision')
  expectNear(deLongVariance(scoreSteps(yTrue, yScore), rocAuc(yTrue, yScore)), golden.deLong, "DeLong's variance")
  for (const which of ['whole', 'dropped'] as const) {
    const found = curvesOf(drawn, which === 'dropped')
    for (const name of ['roc', 'precisionRecall', 'det'] as const satisfies (keyof GoldenCurves)[]) {
      const expected = golden.curves?.[which][name]
      expected?.forEach((values, i) => expectAll(found[name][i]!, values, `${name} ${which} ${i}`))
      const sums = golden.checksums?.[which][name]
      if (sums) {
        const [length, sum] = checksum(found[name])
        expectNear(length!, sums[0]!, `${name} ${which}: length`)
        expectNear(sum!, sums[1]!, `${name} ${which}: sum`, EXACT * Number(sums[1]))
      }
    }
  }
  if (golden.torch) {
    expectNear(rocAuc(yTrue, yScore), golden.torch[0]!, 'torchmetrics AUC', FLOAT32)
    expectNear(averagePrecision(yTrue, yScore), golden.torch[1]!, 'torchmetrics average precision', FLOAT32)
  }
}

describe('scikit-learn and torchmetrics', () => {
  it.each(named)('$name', ({ yTrue, yScore, weights, ...golden }) => {
    expect(golden.curves).toBeDefined()
    expectBinary({ yTrue, yScore, weights: weights ?? undefined }, golden)
  })

  it.each(binary.map((golden, i) => [i + 1, golden] as const))('random binary %i', (seed, golden) => {
    expect(golden.curves ?? golden.checksums).toBeDefined()
    expectBinary(randomBinary(seed), golden)
  })

  it.each(multiclass.map((golden, i) => [i + 1, golden] as const))('random classes %i', (seed, golden) => {
    const { yTrue, yScore, weights } = randomMulticlass(seed)
    for (const average of ['macro', 'weighted', 'micro'] as const) {
      expectNear(multiclassRocAuc(yTrue, yScore, { average, weights }), golden.ovr[average], `AUC ${average}`)
      const precision = multiclassAveragePrecision(yTrue, yScore, { average, weights })
      expectNear(precision, golden.averagePrecision[average], `average precision ${average}`)
    }
    for (const average of ['macro', 'weighted'] as const) {
      expectNear(multiclassRocAuc(yTrue, yScore, { multiClass: 'ovo', average }), golden.ovo[average], `ovo ${average}`)
    }
    const none = { average: 'none', weights } as const
    expectAll(multiclassRocAuc(yTrue, yScore, none), golden.ovr.none, 'AUC')
    expectAll(multiclassAveragePrecision(yTrue, yScore, none), golden.averagePrecision.none, 'average precision')
    const top = [1, 2, 3].map((k) => topKAccuracy(yTrue, yScore, { k, weights }))
    expectAll(top, golden.topK, 'top k')
    if (golden.torch) {
      expectNear(multiclassRocAuc(yTrue, yScore), golden.torch[0]!, 'torchmetrics AUC', FLOAT32)
      expectNear(multiclassAveragePrecision(yTrue, yScore), golden.torch[1]!, 'torchmetrics AP', FLOAT32)
    }
  })

  it.each(multilabel.map((golden, i) => [i + 1, golden] as const))('random labels %i', (seed, golden) => {
    const { yTrue, yScore, weights } = randomMultilabel(seed)
    for (const average of ['macro', 'weighted', 'micro', 'samples'] as const) {
      expectNear(multilabelRocAuc(yTrue, yScore, { average, weights }), golden.auc[average], `AUC ${average}`)
      const precision = multilabelAveragePrecision(yTrue, yScore, { average, weights })
      expectNear(precision, golden.averagePrecision[average], `average precision ${average}`)
    }
    const none = { average: 'none', weights } as const
    expectAll(multilabelRocAuc(yTrue, yScore, none), golden.auc.none, 'AUC')
    expectAll(multilabelAveragePrecision(yTrue, yScore, none), golden.averagePrecision.none, 'average precision')
    expectNear(multilabelRocAuc(yTrue, yScore, { maxFpr: 0.35, weights }), golden.partial, 'partial AUC')
    if (golden.torch) {
      expectNear(multilabelRocAuc(yTrue, yScore), golden.torch[0]!, 'torchmetrics AUC', FLOAT32)
      expectNear(multilabelAveragePrecision(yTrue, yScore), golden.torch[1]!, 'torchmetrics AP', FLOAT32)
    }
  })

  it('compares two hundred of each with both libraries', () => {
    for (const cases of [binary, multiclass, multilabel]) {
      expect(cases.length).toBe(200)
      expect(cases.filter(({ torch }) => torch).length).toBeGreaterThan(30)
    }
    expect(named.length).toBeGreaterThanOrEqual(30)
  })
})
