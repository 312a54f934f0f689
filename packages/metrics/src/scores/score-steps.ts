// Pictures ordered by score and gathered where scores are equal: what every ranking metric is computed from.
import { checkBinary, checkLengths, checkScores } from '../shared/checks.ts'

/** One distinct score and how many pictures have exactly it. */
export interface ScoreStep {
  score: number
  positives: number
  negatives: number
}

/** Positions of the pictures from the highest score to the lowest. */
export function descending(yScore: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: yScore.length }, (_, i) => i).sort((a, b) => yScore[b]! - yScore[a]!)
}

/**
 * The distinct scores from highest to lowest, with their pictures.
 *
 * @throws RangeError for different lengths, nothing at all, labels other than 0 and 1, or a score that is not finite
 */
export function scoreSteps(yTrue: ArrayLike<number>, yScore: ArrayLike<number>): ScoreStep[] {
  checkLengths({ yTrue, yScore })
  checkBinary('yTrue', yTrue)
  checkScores('yScore', yScore)
  const steps: ScoreStep[] = []
  for (const i of descending(yScore)) {
    const score = yScore[i]!
    let step = steps.at(-1)
    if (step === undefined || step.score !== score) {
      step = { score, positives: 0, negatives: 0 }
      steps.push(step)
    }
    if (yTrue[i] === 1) step.positives++
    else step.negatives++
  }
  return steps
}

/** How many positives and negatives there are in all. */
export function totals(steps: readonly ScoreStep[]): { positives: number; negatives: number } {
  let [positives, negatives] = [0, 0]
  for (const step of steps) {
    positives += step.positives
    negatives += step.negatives
  }
  return { positives, negatives }
}
