/** How much each picture counts in the loss. */

/**
 * Refuses weights of classes that do not fit.
 *
 * @throws RangeError unless there is one finite number of at least 0 for each class, and one of them above 0
 */
export function checkClassWeights(classWeights: readonly number[] | undefined, classes: number): void {
  if (classWeights === undefined) return
  if (!Array.isArray(classWeights) || classWeights.length !== classes)
    throw new RangeError(`classWeights: expected ${classes} numbers, one a class, got ${JSON.stringify(classWeights)}`)
  const bad = classWeights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) throw new RangeError(`classWeights[${bad}]: expected a number of at least 0, got ${classWeights[bad]}`)
  if (!classWeights.some((weight) => weight > 0))
    throw new RangeError('classWeights: expected at least one number above 0')
}

/**
 * The weight of its class times its own, for each picture. A soft label has the mixture of its classes' weights, where Keras takes
 * that of the largest share alone; labels are not smoothed for it.
 *
 * @param y class of each picture
 * @param ySoft shares of the classes, `n * classes` values, instead of `y`
 * @param classWeights one number a class; all 1 where undefined
 * @param weights one number a picture; all 1 where undefined
 * @returns one number a picture, or undefined where all count alike because neither weights are given
 * @example
 * ```ts
 * pictureWeights(Int32Array.of(0, 1), undefined, 2, [1, 3], Float32Array.of(1, 0.5)) // [1, 1.5]
 * ```
 */
export function pictureWeights(
  y: Int32Array,
  ySoft: Float32Array | undefined,
  classes: number,
  classWeights: readonly number[] | undefined,
  weights: Float32Array | undefined,
): Float32Array | undefined {
  if (classWeights === undefined) return weights
  const ofClass = (i: number): number => {
    if (ySoft === undefined) return classWeights[y[i]!]!
    return classWeights.reduce((total, weight, k) => total + weight * ySoft[i * classes + k]!, 0)
  }
  return Float32Array.from(y, (_, i) => ofClass(i) * (weights?.[i] ?? 1))
}
