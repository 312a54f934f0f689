/** Tests that need something a machine may lack: skipped where it is absent, and seen to be skipped. */
import { describe, it } from 'vitest'

/**
 * True where the environment insists on `what`: `CONVLENS_REQUIRE` is a comma-separated list of names (`tensorflow`,
 * `chromium`, `data`), or `all`. There an absence is a failure instead of a skip.
 */
export function isRequired(what: string): boolean {
  const required = new Set((process.env['CONVLENS_REQUIRE'] ?? '').split(',').map((name) => name.trim()))
  return required.has('all') || required.has(what)
}

/**
 * `describe` for tests that need `what`.
 *
 * @param what short name of the need, as `CONVLENS_REQUIRE` spells it
 * @param missing `undefined` where the need is met, otherwise one clause that says what is missing
 */
export function describeIf(what: string, missing: string | undefined, title: string, body: () => void): void {
  if (missing === undefined) describe(title, body)
  else if (isRequired(what)) {
    describe(title, () => {
      it(`needs ${what}`, () => {
        throw new Error(`CONVLENS_REQUIRE insists on ${what}, but ${missing}`)
      })
    })
  } else {
    describe(title, () => {
      it.skip(`needs ${what}: ${missing}`, () => undefined)
    })
  }
}
