// What every accumulator is: numbers about pictures that come in batches, on one machine or on many.

/** What an accumulator knows, as plain JSON: no NaN, no infinity, no typed arrays. */
export interface AccumulatorState {
  /** Which accumulator wrote it, such as `'confusion'`. */
  kind: string
  /** The version of the format; a state of another version is refused. */
  version: number
}

/**
 * Takes pictures batch by batch and gives the metric of all of them. `State` is plain JSON, so that the parts of a job
 * can run on many machines and be merged afterwards: however the pictures were divided, and in whichever order the
 * parts are merged, the merged state equals that of the whole, to the bit. (A loss is a logarithm, whose last bit may
 * differ between JavaScript engines; the sum of the losses is exact.)
 *
 * A batch or a state is taken whole or, with a RangeError, not at all. Merge each part once: nothing can tell a part
 * that is merged twice from another one that is equal to it.
 *
 * There is none for the bootstrap by patient: it needs the pictures of every patient, so keep scores and patients and
 * call `bootstrapInterval`, or merge the parts first.
 */
export interface Accumulator<Input, Result, State extends AccumulatorState = AccumulatorState> {
  /**
   * Counts a batch: lists of equal length, an entry a picture. An empty batch changes nothing.
   *
   * @throws RangeError naming list and entry; the accumulator is then as it was before
   */
  add: (batch: Input) => void
  /**
   * Adds what another accumulator of the same settings has counted.
   *
   * @throws RangeError for a state of another kind, version or setting, or one that no accumulator can have written
   */
  merge: (state: State) => void
  /** A copy of all that is known so far; the same whatever the order of pictures and merges. */
  state: () => State
  /** The metric of all pictures so far; may be asked for at any time. */
  result: () => Result
}
