// The public names: a change here is a change for users.
import { expect, it } from 'vitest'

it('exports', async () => {
  expect(Object.keys(await import('./index.ts')).sort()).toMatchInlineSnapshot(`
    [
      "accuracy",
      "aucInterval",
      "averagePrecision",
      "balancedAccuracy",
      "binaryCounts",
      "bootstrapInterval",
      "brierScore",
      "calibrationCurve",
      "classificationReport",
      "confusionMatrix",
      "evaluateBinary",
      "expectedCalibrationError",
      "f1",
      "formatClassificationReport",
      "negativePredictiveValue",
      "normalQuantile",
      "normaliseConfusionMatrix",
      "precision",
      "predictedLabels",
      "recall",
      "rocAuc",
      "rocCurve",
      "sensitivity",
      "specificity",
      "wilsonInterval",
    ]
  `)
})
