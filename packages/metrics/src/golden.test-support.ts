// The golden values of golden/golden.py. JSON has no NaN and no infinity: there they are words, `Number` reads them.
import golden from '../golden/golden.json' with { type: 'json' }

interface GoldenReport {
  zeroDivision: number | string
  digits: number
  /** scikit-learn's text. */
  text: string
  /** scikit-learn's `output_dict`, the rows under their names. */
  dict: { accuracy: number }
}

export const binary: typeof golden.binary = golden.binary
export const wilson: typeof golden.wilson = golden.wilson
export const quantiles: typeof golden.quantiles = golden.quantiles
export const reports: (Omit<(typeof golden.reports)[number], 'reports'> & { reports: GoldenReport[] })[] =
  golden.reports
