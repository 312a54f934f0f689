/** A probability as people read it: one decimal, and never a rounded-up certainty. */
export function percent(probability: number): string {
  if (probability > 0.999 && probability < 1) return '> 99.9 %'
  if (probability < 0.001 && probability > 0) return '< 0.1 %'
  return `${(probability * 100).toFixed(1)} %`
}
