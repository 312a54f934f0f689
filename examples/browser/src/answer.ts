/** What the classifier says about a picture: a class by the bundle's own rule, and how sure it is. */

export interface Answer {
  /** Index of the class in the classifier's labels. */
  class: number
  label: string
  /** Probability of that class, 0..1. */
  probability: number
  /** Probability of every class, in the order of the labels. */
  probabilities: number[]
}

export interface Rule {
  labels: readonly string[]
  /** Label that the threshold is for. */
  positive: string
  /** Of two classes the positive one is the answer from this probability on. */
  threshold: number
}

/** Two classes: the positive one from its threshold on. More classes: the likeliest. */
export function answerOf(probabilities: readonly number[], { labels, positive, threshold }: Rule): Answer {
  const at = labels.indexOf(positive)
  const found =
    labels.length === 2 && at >= 0
      ? probabilities[at]! >= threshold
        ? at
        : 1 - at
      : probabilities.indexOf(Math.max(...probabilities))
  return {
    class: found,
    label: labels[found] ?? String(found),
    probability: probabilities[found] ?? Number.NaN,
    probabilities: [...probabilities],
  }
}

/** The rule in a sentence. */
export function describeRule({ labels, positive, threshold }: Rule): string {
  return labels.length === 2
    ? `The answer is ${positive} from a probability of ${threshold} on, otherwise ${labels.find((label) => label !== positive)}.`
    : 'The answer is the likeliest class.'
}
