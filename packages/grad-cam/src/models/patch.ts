/** Changes of the user's model that last for one synchronous call. */

/** Replaces properties and takes every replacement back, newest first, as if nothing had been there. */
export class Patches {
  #undo: (() => void)[] = []

  /** Sets `object[key]`, whether it was its own property or inherited. */
  set(object: object, key: string, value: unknown): void {
    const own = Object.getOwnPropertyDescriptor(object, key)
    Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true })
    this.#undo.push(() => {
      if (own === undefined) Reflect.deleteProperty(object, key)
      else Object.defineProperty(object, key, own)
    })
  }

  /** Takes all back. */
  restore(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo()
  }
}
