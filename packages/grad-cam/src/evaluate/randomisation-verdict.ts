/** What the randomisation of a model says about a method. */

/** What came out. */
export type RandomisationVerdict = 'insensitive' | 'no better than random weights' | 'passes'

/** Mean score of the original maps beside that of networks with random weights. */
export interface ScoreComparison {
  original: number
  /** One a random network: the chance level. */
  randomised: number[]
  /** Share of the networks, the original included, that reach the original's score (Phipson and Smyth 2010). */
  p: number
}

/** Judges by the mean rank correlation of the maps before and after randomisation, and by the scores where there are some. */
export function judge(
  spearman: number,
  score: ScoreComparison | undefined,
  { insensitiveFrom, significance }: { insensitiveFrom: number; significance: number },
): { verdict: RandomisationVerdict; sentence: string } {
  const correlation = `rank correlation ${format(spearman)} with those of random weights`
  if (spearman >= insensitiveFrom) {
    return {
      verdict: 'insensitive',
      sentence: `The maps hardly depend on the weights (${correlation}): they do not show what the network has learnt.`,
    }
  }
  if (score === undefined) {
    return {
      verdict: 'passes',
      sentence: `The maps depend on the weights (${correlation}); without a score, only that was judged, not whether they are any good.`,
    }
  }
  const highest = format(Math.max(...score.randomised))
  const scores = `${format(score.original)}, against at most ${highest} in ${score.randomised.length} networks of random weights, p = ${format(score.p)}`
  return score.p > significance
    ? {
        verdict: 'no better than random weights',
        sentence: `The maps depend on the weights (${correlation}), but score no better than with random ones (${scores}).`,
      }
    : {
        verdict: 'passes',
        sentence: `The maps depend on the weights (${correlation}) and score better than with random ones (${scores}).`,
      }
}

function format(value: number): string {
  return String(Number(value.toPrecision(2)))
}
