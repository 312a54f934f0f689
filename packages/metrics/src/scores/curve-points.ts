// Which points of a curve are worth drawing.
import type { ScoreSteps } from './score-steps.ts'

/** The steps for which `keep` holds, and always the first and the last. */
export function keepSteps(steps: ScoreSteps, keep: (i: number) => boolean): ScoreSteps {
  const last = steps.scores.length - 1
  const kept = (_: number, i: number): boolean => i === 0 || i === last || keep(i)
  return {
    scores: steps.scores.filter(kept),
    truePositives: steps.truePositives.filter(kept),
    falsePositives: steps.falsePositives.filter(kept),
  }
}

function isBend(counts: Float64Array, i: number): boolean {
  return counts[i + 1]! - counts[i]! !== counts[i]! - counts[i - 1]!
}

/** scikit-learn's choice for ROC: where one of both counts does not rise by as much as before. */
export function atBends({ truePositives, falsePositives }: ScoreSteps): (i: number) => boolean {
  return (i) => isBend(falsePositives, i) || isBend(truePositives, i)
}

/** scikit-learn's choice for the other curves: of the points of one recall the first and the last. */
export function atEndsOfRecall({ truePositives: tp }: ScoreSteps): (i: number) => boolean {
  return (i) => tp[i] !== tp[i - 1] || tp[i + 1] !== tp[i]
}
