// The numbers of a binary evaluation that carry an interval.
import type { Estimate } from '../shared/estimate.ts'

export interface BinaryEstimates {
  accuracy: Estimate
  /** Mean of sensitivity and specificity. */
  balancedAccuracy: Estimate
  sensitivity: Estimate
  specificity: Estimate
  /** Positive predictive value, at the prevalence of these pictures. */
  precision: Estimate
  /** At the prevalence of these pictures. */
  negativePredictiveValue: Estimate
  f1: Estimate
  /** Correlation of truth and decision, -1..1; 0 where either is the same for all. */
  matthewsCorrelation: Estimate
  /** Agreement of truth and decision beyond chance, -1..1. */
  cohenKappa: Estimate
  /** By how much a positive decision multiplies the odds of disease, 0..Infinity. */
  positiveLikelihoodRatio: Estimate
  /** By how much a negative decision multiplies the odds of disease, 0..Infinity. */
  negativeLikelihoodRatio: Estimate
  /** Area under the ROC curve. */
  auc: Estimate
  averagePrecision: Estimate
  /** Mean squared error of the probability; 0 is best. */
  brier: Estimate
  /** Mean of -ln(probability of what happened), in nats; 0 is best, ln 2 = 0.693 is what 0.5 for everything scores. */
  logLoss: Estimate
}

/** What is drawn again by patient. The AUC has a closed form that holds the truth more often than the bootstrap. */
export type DrawnName = Exclude<keyof BinaryEstimates, 'auc'>
