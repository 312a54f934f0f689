/** A result as a file: every number on the card, and the raw map behind its colours. */
import { notForDiagnosis, origin } from './caution.ts'
import type { Finding } from './finding.ts'

export function savedResult({ name, analyst, prepared, answer, explanation }: Finding): Blob {
  const { labels, preprocess, threshold, positive, provenance } = analyst.classifier
  const { info, shape, map, raw } = explanation
  const result = {
    format: 'covid-xray-result',
    version: 1,
    caution: `${notForDiagnosis} ${origin(analyst.classifier)}`,
    picture: { name, width: prepared.width, height: prepared.height },
    classifier: { labels, positive, threshold, preprocess, provenance },
    class: answer.label,
    probability: answer.probability,
    probabilities: Object.fromEntries(
      answer.probabilities.map((probability, i) => [labels[i] ?? String(i), probability]),
    ),
    explanation: {
      ...info,
      target: labels[info.class] ?? info.class,
      height: shape[0],
      width: shape[1],
      map: Array.from(map),
      raw: Array.from(raw),
    },
  }
  return new Blob([`${JSON.stringify(result, undefined, 2)}\n`], { type: 'application/json' })
}
