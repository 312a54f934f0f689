// How many positives and negatives for an AUC of .9 plus or minus .05?
import { checkConfidence } from '../shared/checks.ts'
import { checkShare, smallest } from './check-share.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'

export interface AucPlan {
  /** The AUC expected, between 0 and 1. */
  auc: number
  /** Half the width that the interval may have. */
  halfWidth: number
  confidence?: number
  /** Negatives for each positive; default 1. At a prevalence p that is (1 - p) / p. */
  ratio?: number
}

export interface AucSampleSize {
  positives: number
  negatives: number
  total: number
  /** The standard error to expect. */
  standardError: number
}

/**
 * Hanley and McNeil's standard error of an AUC, from its size and the two numbers of patients alone (Radiology 143 (1982)
 * 29-36; exact for exponential scores, close for normal ones):
 *
 *     var = (A(1 - A) + (m - 1)(Q1 - A^2) + (n - 1)(Q2 - A^2)) / (m n),   Q1 = A / (2 - A),   Q2 = 2 A^2 / (1 + A)
 */
export function hanleyMcNeilError(auc: number, positives: number, negatives: number): number {
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)]
  const sum = auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)
  return Math.sqrt(sum / (positives * negatives))
}

/**
 * The smallest numbers of patients for which the interval of an AUC, AUC +- z SE, has at most the half width asked for,
 * by Hanley and McNeil's standard error (Radiology 143 (1982) 29-36). Count patients: several pictures of one add less
 * than as many patients.
 *
 * @throws RangeError for numbers outside of their ranges, or a plan of more than 2^40 pictures
 * @example
 * sampleSizeForAuc({ auc: 0.9, halfWidth: 0.05, ratio: 4 }) // { positives: 69, negatives: 276, total: 345, ... }
 */
export function sampleSizeForAuc({ auc, halfWidth, confidence = 0.95, ratio = 1 }: AucPlan): AucSampleSize {
  checkConfidence(confidence)
  checkShare('auc', auc)
  checkShare('halfWidth', halfWidth)
  if (!(ratio > 0 && ratio < Infinity)) {
    throw new RangeError(`ratio: is ${String(ratio)}, expected the negatives for each positive, a number above 0`)
  }
  const z = normalQuantile((1 + confidence) / 2)
  const negativesFor = (positives: number): number => Math.ceil(positives * ratio - 1e-9)
  const positives = smallest((m) => z * hanleyMcNeilError(auc, m, negativesFor(m)) <= halfWidth)
  const negatives = negativesFor(positives)
  const standardError = hanleyMcNeilError(auc, positives, negatives)
  return { positives, negatives, total: positives + negatives, standardError }
}
