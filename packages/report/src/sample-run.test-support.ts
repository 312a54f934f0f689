/** A made-up run for the tests of this package: the same every time, with the shapes of a real one. */
import { PNG } from 'pngjs'

import type {
  CalibrationPoint,
  DecisionPoint,
  Estimate,
  NetworkLayer,
  PrecisionRecallPoints,
  RunData,
  SplitMetrics,
  SubgroupMetrics,
} from './run-data.ts'

/** A PNG of one colour or of a function of the pixel, `[r, g, b]` each 0..255. */
export function picture(
  width: number,
  height: number,
  at: (x: number, y: number) => readonly [number, number, number],
): Uint8Array {
  const png = new PNG({ width, height })
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) png.data.set([...at(x / width, y / height), 255], (y * width + x) * 4)
  }
  return new Uint8Array(PNG.sync.write(png))
}

/** Something like a chest: two dark lungs on grey. */
export function chest(x: number, y: number): readonly [number, number, number] {
  const lung = Math.min(
    ((x - 0.3) / 0.16) ** 2 + ((y - 0.5) / 0.32) ** 2,
    ((x - 0.7) / 0.16) ** 2 + ((y - 0.5) / 0.32) ** 2,
  )
  const grey = Math.round(lung < 1 ? 50 + 60 * lung : 150)
  return [grey, grey, grey]
}

/** The chest with heat in its left lung. */
export function heat(x: number, y: number): readonly [number, number, number] {
  const warm = Math.exp(-(((x - 0.3) / 0.12) ** 2 + ((y - 0.62) / 0.15) ** 2))
  const [grey] = chest(x, y)
  return [
    Math.round(grey * 0.65 + 89 * warm),
    Math.round(grey * 0.65 + 89 * (0.2 + 0.7 * warm)),
    Math.round(grey * 0.65 + 30),
  ]
}

function wilson(successes: number, n: number): Estimate {
  const z = 1.959963984540054
  const p = successes / n
  const center = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n)
  return { value: p, low: center - half, high: center + half }
}

/** `positive` and `negative` pictures; the worst scores of each class overlap by `overlap`. */
export function scoresOf(positive: number, negative: number, overlap: number): { yTrue: number[]; yScore: number[] } {
  const yTrue = [...Array<number>(positive).fill(1), ...Array<number>(negative).fill(0)]
  const yScore = yTrue.map((y, i) => {
    const rank = y === 1 ? (i + 0.5) / positive : (i - positive + 0.5) / negative
    return y === 1 ? 0.5 - overlap + (0.5 + overlap) * Math.sqrt(rank) : (0.5 + overlap) * rank * rank
  })
  return { yTrue, yScore }
}

function calibrate(yTrue: readonly number[], yScore: readonly number[]): CalibrationPoint[] {
  return Array.from({ length: 10 }, (_, bin) => {
    const inside = yScore.flatMap((score, i) => (Math.min(9, Math.floor(score * 10)) === bin ? [i] : []))
    const sum = inside.reduce((total, i) => total + yScore[i]!, 0)
    const positives = inside.filter((i) => yTrue[i] === 1).length
    const count = inside.length
    return { from: bin / 10, to: (bin + 1) / 10, count, meanScore: sum / count, observed: wilson(positives, count) }
  }).filter(({ count }) => count > 0)
}

export function evaluate(positive: number, negative: number, overlap: number, warnings: string[] = []): SplitMetrics {
  const { yTrue, yScore } = scoresOf(positive, negative, overlap)
  const thresholds = [Number.POSITIVE_INFINITY, ...[...new Set(yScore)].sort((a, b) => b - a)]
  const count = (y: number, threshold: number): number =>
    yScore.filter((score, i) => yTrue[i] === y && score >= threshold).length
  const fpr = thresholds.map((t) => count(0, t) / negative)
  const tpr = thresholds.map((t) => count(1, t) / positive)
  const auc = fpr.slice(1).reduce((sum, x, i) => sum + ((x - fpr[i]!) * (tpr[i + 1]! + tpr[i]!)) / 2, 0)
  const tp = count(1, 0.5)
  const fp = count(0, 0.5)
  return {
    n: positive + negative,
    positives: positive,
    negatives: negative,
    threshold: 0.5,
    accuracy: wilson(tp + negative - fp, positive + negative),
    auc: { value: auc, low: Math.max(0, auc - 0.04), high: Math.min(1, auc + 0.02) },
    sensitivity: wilson(tp, positive),
    specificity: wilson(negative - fp, negative),
    precision: wilson(tp, tp + fp),
    f1: (2 * tp) / (2 * tp + fp + positive - tp),
    confusionMatrix: {
      labels: ['covid', 'normal'],
      counts: [
        [tp, positive - tp],
        [fp, negative - fp],
      ],
    },
    roc: { fpr, tpr, thresholds },
    calibration: calibrate(yTrue, yScore),
    warnings,
  }
}

/** Precision and recall at every distinct score, in the order of scikit-learn. */
function precisionRecallOf(yTrue: readonly number[], yScore: readonly number[]): PrecisionRecallPoints {
  const thresholds = [...new Set(yScore)].sort((a, b) => a - b)
  const positives = yTrue.filter((y) => y === 1).length
  const called = thresholds.map((at) => yTrue.filter((_, i) => yScore[i]! >= at))
  const hits = called.map((labels) => labels.filter((y) => y === 1).length)
  return {
    precision: [...hits.map((count, i) => count / called[i]!.length), 1],
    recall: [...hits.map((count) => count / positives), 0],
    thresholds,
  }
}

/** Net benefit at `steps - 1` thresholds between 0 and 1. */
export function netBenefits(yTrue: readonly number[], yScore: readonly number[], steps = 20): DecisionPoint[] {
  const n = yTrue.length
  const count = (y: number, least: number): number =>
    yTrue.filter((label, i) => label === y && yScore[i]! >= least).length / n
  return Array.from({ length: steps - 1 }, (_, i) => {
    const threshold = (i + 1) / steps
    const odds = threshold / (1 - threshold)
    return {
      threshold,
      netBenefit: count(1, threshold) - count(0, threshold) * odds,
      treatAll: count(1, 0) - count(0, 0) * odds,
    }
  })
}

/** A part of the pictures; one of a single class has no AUC. */
function part(variable: string, name: string, n: number, positives: number): SubgroupMetrics {
  return {
    variable,
    name,
    n,
    positives,
    auc: positives === n ? { value: Number.NaN, low: Number.NaN, high: Number.NaN } : wilson(n - 2, n),
    sensitivity: wilson(positives - 1, positives),
    specificity: wilson(n - positives, n - positives),
  }
}

/** `evaluate` with every optional number that has a figure or a row of its own. */
export function evaluateFully(
  positive: number,
  negative: number,
  overlap: number,
  warnings: string[] = [],
): SplitMetrics {
  const split = evaluate(positive, negative, overlap, warnings)
  const { yTrue, yScore } = scoresOf(positive, negative, overlap)
  const fpr = Array.from({ length: 21 }, (_, i) => i / 20)
  return {
    ...split,
    atPrevalence: {
      prevalence: 0.05,
      precision: { value: 0.587, low: 0.174, high: 0.907 },
      negativePredictiveValue: { value: 0.995, low: 0.984, high: 0.998 },
    },
    averagePrecision: { value: 0.983, low: 0.934, high: 0.997 },
    matthewsCorrelation: { value: 0.867, low: 0.733, high: 0.967 },
    cohenKappa: 0.866,
    positiveLikelihoodRatio: { value: Number.POSITIVE_INFINITY, low: 4, high: Number.POSITIVE_INFINITY },
    negativeLikelihoodRatio: { value: 0.103, low: 0.035, high: 0.304 },
    logLoss: 0.241,
    calibrationSummary: {
      slope: { value: 1.61, low: 0.97, high: 2.44 },
      intercept: { value: -0.004, low: -0.82, high: 0.81 },
      expectedCalibrationError: 0.137,
    },
    roc: {
      ...split.roc!,
      band: { fpr, low: fpr.map((x) => 0.7 + 0.25 * x), high: fpr.map((x) => Math.min(1, 0.95 + x)) },
    },
    precisionRecall: precisionRecallOf(yTrue, yScore),
    decisionCurve: netBenefits(yTrue, yScore),
    subgroups: [
      part('source', 'cohen (covid)', 26, 20),
      part('sex', 'female', 28, 15),
      part('source', 'only covid', 10, 10),
      part('sex', 'male', 32, 15),
    ],
  }
}

const conv = (name: string, edge: number, channels: number, parameters: number): NetworkLayer => ({
  name,
  type: 'Conv2D',
  outputShape: [null, edge, edge, channels],
  parameters,
})
const other = (name: string, type: string, outputShape: readonly number[], parameters = 0): NetworkLayer => ({
  name,
  type,
  outputShape: [null, ...outputShape],
  parameters,
})

/** The layers of the preset `covid-seed`, 474,754 parameters. */
export const seedLayers: readonly NetworkLayer[] = [
  conv('conv1', 222, 32, 896),
  conv('conv2', 220, 64, 18_496),
  other('pool1', 'MaxPooling2D', [110, 110, 64]),
  other('dropout1', 'Dropout', [110, 110, 64]),
  conv('conv3', 108, 64, 36_928),
  other('pool2', 'MaxPooling2D', [54, 54, 64]),
  other('dropout2', 'Dropout', [54, 54, 64]),
  conv('conv4', 52, 128, 73_856),
  other('pool3', 'MaxPooling2D', [26, 26, 128]),
  conv('conv5', 24, 64, 73_792),
  other('pool4', 'AveragePooling2D', [8, 8, 64]),
  other('flatten', 'Flatten', [4096]),
  other('dense1', 'Dense', [64], 262_208),
  other('dense2', 'Dense', [128], 8_320),
  other('dropout3', 'Dropout', [128]),
  other('output', 'Dense', [2], 258),
]

export function sampleRun(): RunData {
  const overlay = picture(96, 96, heat)
  const entry = (id: string, label: string, predicted: string, probability: number) => ({
    id,
    png: overlay,
    label,
    predicted,
    targetClass: 'covid',
    probability,
    split: 'val',
  })
  return {
    name: 'seed-7',
    title: 'COVID-19 on chest X-rays: covid-seed on seed.csv',
    createdAt: '2026-11-23T10:39:00.000Z',
    config: {
      data: '../shared/data/seed.csv',
      preset: 'covid-seed',
      epochs: 20,
      seed: 7,
      optimizer: { name: 'adam', learningRate: 0.001 },
      augmentation: { shear: 0.2, zoom: [0.8, 1.2], flip: true },
    },
    environment: {
      node: 'v20.20.2',
      platform: 'linux x64',
      cpus: 2,
      tfjs: '4.22.0',
      dataSha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
    backend: {
      name: 'tensorflow',
      version: '2.9.1',
      reason: 'the native backend is installed and the fastest here.',
      threads: 2,
      passedOver: [{ name: 'webgpu', reason: 'no GPU adapter was found' }],
    },
    history: Array.from({ length: 20 }, (_, epoch) => ({
      epoch,
      loss: 0.68 * Math.exp(-epoch / 7) + 0.06,
      accuracy: 0.97 - 0.42 * Math.exp(-epoch / 5),
      val_loss: 0.7 * Math.exp(-epoch / 6) + 0.12 + (epoch === 6 ? 0.5 : 0),
      val_accuracy: 0.95 - 0.4 * Math.exp(-epoch / 4) - (epoch === 6 ? 0.3 : 0),
      learning_rate: 0.001,
      seconds: 11.2,
    })),
    metrics: {
      train: evaluate(112, 112, 0.04),
      val: evaluateFully(30, 30, 0.14, ['the interval of the AUC rests on 60 pictures']),
    },
    bySource: { 'cohen (covid)': evaluate(20, 6, 0.2), 'kermany (children)': evaluate(10, 24, 0.1) },
    network: { layers: seedLayers, parameters: 474_754, multiplications: 1_890_000_000, explainedLayer: 'conv5' },
    explanations: [
      entry('val/covid/a.png', 'covid', 'covid', 0.993),
      entry('val/normal/b.png', 'normal', 'covid', 0.712),
      entry('val/covid/c.png', 'covid', 'covid', 0.871),
    ],
    pointingGame: {
      hits: 41,
      n: 50,
      rate: wilson(41, 50),
      chance: 0.093,
      note: 'Truth: the masks of the drawn patches.',
    },
    skipped: [{ id: 'val/normal/broken.png', reason: 'corrupt: the PNG ends within its pixels' }],
    notes: [
      'The score on val says little: both classes come from different hospitals and ages.',
      '3 patients stand in train and in val.',
    ],
    files: [
      { path: 'metrics.json', description: 'every score', bytes: 4312 },
      { path: 'figures/roc.svg', description: 'ROC curve', bytes: 20_480 },
      { path: 'model/model.json', description: 'the classifier', bytes: 1_900_000 },
    ],
  }
}
