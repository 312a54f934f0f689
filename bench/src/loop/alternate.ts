/** Lets two sides have their turns so that what disturbs one disturbs the other. */

/**
 * Measures a, b, b, a, a, b, ...: whatever grows or fades evenly weighs on both alike.
 *
 * @param pairs measurements of each side
 * @returns those with the same index were neighbours
 */
export async function alternate<T>(
  pairs: number,
  a: () => Promise<T>,
  b: () => Promise<T>,
): Promise<readonly [a: T[], b: T[]]> {
  const [ofA, ofB]: [T[], T[]] = [[], []]
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) ofA.push(await a())
    ofB.push(await b())
    if (pair % 2 === 1) ofA.push(await a())
  }
  return [ofA, ofB]
}
