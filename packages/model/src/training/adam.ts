/** Adam with the settings and the formula of Keras. */
import {
  type Tensor,
  type Variable,
  add,
  dispose,
  div,
  keep,
  mul,
  sqrt,
  square,
  sub,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core'

/** Settings of Adam; the defaults are those of Keras. */
export interface AdamOptions {
  name: 'adam'
  /** Step size. Default 0.001. */
  learningRate?: number
  /** Decay of the mean of gradients. Default 0.9. */
  beta1?: number
  /** Decay of the mean of squared gradients. Default 0.999. */
  beta2?: number
  /** Default 1e-7, as in Keras. tfjs' own Adam takes 1e-4 on backends with 16-bit floats. */
  epsilon?: number
}

interface Moments {
  mean: Tensor
  square: Tensor
}

/**
 * Kingma and Ba 2015, in the form at the end of their section 2, which Keras uses:
 * `w -= lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)`.
 * The powers are computed in double precision from the step number, and moments are kept by variable, not by position.
 */
export class Adam {
  readonly learningRate: number
  /** Scales the learning rate: a schedule sets it. */
  rateFactor = 1
  readonly #beta1: number
  readonly #beta2: number
  readonly #epsilon: number
  readonly #moments = new Map<string, Moments>()
  #steps = 0

  constructor({ learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = { name: 'adam' }) {
    const positive = { learningRate, epsilon }
    for (const [name, value] of Object.entries(positive)) {
      if (!(value > 0 && value < Infinity))
        throw new RangeError(`optimizer.${name}: expected a positive number, got ${value}`)
    }
    for (const [name, value] of Object.entries({ beta1, beta2 })) {
      if (!(value >= 0 && value < 1))
        throw new RangeError(`optimizer.${name}: expected a number from 0 up to, not including, 1, got ${value}`)
    }
    this.learningRate = learningRate
    this.#beta1 = beta1
    this.#beta2 = beta2
    this.#epsilon = epsilon
  }

  /** Moves each variable by its gradient; a variable without one stays. Gradients remain the caller's to dispose of. */
  apply(variables: readonly Variable[], gradients: Record<string, Tensor>): void {
    this.#steps += 1
    const rate =
      (this.learningRate * this.rateFactor * Math.sqrt(1 - this.#beta2 ** this.#steps)) /
      (1 - this.#beta1 ** this.#steps)
    for (const variable of variables) {
      const gradient = gradients[variable.name]
      if (gradient !== undefined) tidy(() => this.#move(variable, gradient, rate))
    }
  }

  #move(variable: Variable, gradient: Tensor, rate: number): void {
    const old = this.#moments.get(variable.name) ?? { mean: zerosLike(variable), square: zerosLike(variable) }
    const moments: Moments = {
      mean: keep(add(mul(old.mean, this.#beta1), mul(gradient, 1 - this.#beta1))),
      square: keep(add(mul(old.square, this.#beta2), mul(square(gradient), 1 - this.#beta2))),
    }
    variable.assign(sub(variable, div(mul(moments.mean, rate), add(sqrt(moments.square), this.#epsilon))))
    dispose([old.mean, old.square])
    this.#moments.set(variable.name, moments)
  }

  /** Frees the moments. */
  dispose(): void {
    for (const moments of this.#moments.values()) dispose([moments.mean, moments.square])
    this.#moments.clear()
  }
}
