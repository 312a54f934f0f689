/** A training as logs hear of it. */
import type { BatchInfo, EpochResult } from '../training/options.ts'

export function batchInfo(step: number, perEpoch = 3): BatchInfo {
  const epoch = Math.floor(step / perEpoch)
  const loss = step === 4 ? Number.NaN : 1 / (step + 3)
  return { epoch, batch: step % perEpoch, step, loss, samples: 8, learningRate: 0.001, gradientNorm: step + 0.5 }
}

export function epochResult(epoch: number, change: Partial<EpochResult> = {}): EpochResult {
  const loss = 2 / (epoch + 3)
  return {
    epoch,
    loss,
    accuracy: epoch / 7,
    valLoss: loss * 1.1,
    valAccuracy: 0.5,
    valMetrics: { auc: 0.5 + epoch / 100, sensitivity: epoch / 9 },
    learningRate: 0.001,
    seconds: 1.25,
    ...change,
  }
}
