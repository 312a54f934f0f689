/** Of a tensor's shape. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
