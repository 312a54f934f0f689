/** The chance level of a figure: the same figure for random maps. */

/** What random maps reach. */
export interface Chance {
  mean: number
  /** Sample standard deviation. */
  spread: number
  /** The figure of every random map. */
  values: Float64Array
}

/** Mean and spread of two or more figures. */
export function summarise(values: Float64Array): Chance {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, spread: Math.sqrt(squares / (values.length - 1)), values }
}
