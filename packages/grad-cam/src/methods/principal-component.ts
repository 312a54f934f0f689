/** The first principal component of a layer: what Eigen-CAM and EigenGrad-CAM show. */

/** At most so many squarings: 2 ** 24 steps of power iteration. */
const squarings = 24
/** Done when the other components together are below this share of the first. */
const enough = 1e-11
/** Correlations and differences below this share are the noise of float32, and decide nothing. */
const noise = 1e-6

/**
 * Projects `values`, `cells x channels`, less the mean of each channel, on its first principal component: the direction
 * in which the cells differ most. One number a cell, scaled so that the sum of squares is the largest eigenvalue.
 *
 * A principal component has no sign of its own. Here it is chosen so that the projection correlates positively with the
 * mean over the channels; where it does not correlate, so that its largest absolute value is positive.
 */
export function principalProjection(values: ArrayLike<number>, cells: number, channels: number): Float32Array {
  // The smaller side decides the size of the Gram matrix; its eigenvectors lead to the same projection.
  const tall = channels <= cells
  const centred = centredRows(values, cells, channels, tall)
  const [rows, length] = tall ? [channels, cells] : [cells, channels]
  const products = gram(centred, rows, length)
  const first = topEigenvector(products, rows)
  const projection = tall
    ? combine(centred, first, cells)
    : first.map((value) => value * Math.sqrt(dot(first, combine(products, first, cells))))

  const means = new Float64Array(cells)
  for (let i = 0; i < centred.length; i++) means[tall ? i % cells : Math.floor(i / channels)]! += centred[i]!
  const sign = chooseSign(projection, means)
  return Float32Array.from(projection, (value) => value * sign)
}

/**
 * Values less the mean of their channel, one row a channel, or one row a cell. A channel whose values differ by rounding
 * only becomes exactly zero: there is no component in noise.
 */
function centredRows(values: ArrayLike<number>, cells: number, channels: number, byChannel: boolean): Float64Array {
  const rows = new Float64Array(cells * channels)
  for (let k = 0; k < channels; k++) {
    const column = Float64Array.from({ length: cells }, (_, cell) => values[cell * channels + k]!)
    const mean = column.reduce((sum, value) => sum + value, 0) / cells
    const centred = column.map((value) => value - mean)
    if (dot(centred, centred) <= noise ** 2 * dot(column, column)) continue
    centred.forEach((value, cell) => {
      rows[byChannel ? k * cells + cell : cell * channels + k] = value
    })
  }
  return rows
}

/** `R R'`: the products of every two rows. Of a symmetric matrix this is its square. */
function gram(values: Float64Array, rows: number, length: number): Float64Array {
  const products = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let t = 0; t < length; t++) sum += values[i * length + t]! * values[j * length + t]!
      products[i * rows + j] = products[j * rows + i] = sum
    }
  }
  return products
}

/**
 * Unit eigenvector of the largest eigenvalue of a positive semidefinite matrix; zeros for a zero matrix. Power iteration
 * by repeated squaring, which doubles the number of steps each time and needs no start vector: with a trace of 1, the
 * matrix tends to `v v'`. Of equal eigenvalues one vector of their common space comes out, always the same.
 */
function topEigenvector(matrix: Float64Array, size: number): Float64Array {
  let power = matrix
  for (let step = 0; ; step++) {
    const trace = diagonal(power, size).reduce((sum, value) => sum + value, 0)
    if (trace === 0) return new Float64Array(size)
    power = power.map((value) => value / trace)
    // The trace of the square is 1 for `v v'` and less for anything else.
    const rest = 1 - dot(power, power)
    if (step === squarings || !(rest > enough)) break
    power = gram(power, size, size)
  }
  const largest = diagonal(power, size).reduce((best, value, i, weights) => (value > weights[best]! ? i : best), 0)
  const column = power.slice(largest * size, (largest + 1) * size)
  const norm = Math.sqrt(dot(column, column))
  return column.map((value) => value / norm)
}

function diagonal(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => matrix[i * size + i]!)
}

/** Sum of rows of `length` values, each times its weight. */
function combine(rows: Float64Array, weights: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(length)
  weights.forEach((weight, row) => {
    for (let t = 0; t < length; t++) sum[t]! += weight * rows[row * length + t]!
  })
  return sum
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

/** 1, or -1 to turn the projection round. Both arguments have mean 0. */
function chooseSign(projection: Float64Array, means: Float64Array): number {
  const correlation = dot(projection, means)
  const size = Math.sqrt(dot(projection, projection) * dot(means, means))
  if (Math.abs(correlation) > noise * size) return Math.sign(correlation)
  const largest = projection.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return Math.sign(projection.find((value) => Math.abs(value) >= (1 - noise) * largest) ?? 1)
}
