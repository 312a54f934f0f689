/** Makes a clause a sentence: full stop, and a capital where it starts with a plain word (`wasm: ...` and file names stay). */
export function sentence(text: string): string {
  const begun = /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

/** What went wrong, for people: the errors of our packages are sentences already. */
export function sentenceOf(error: unknown): string {
  return sentence(error instanceof Error ? error.message : String(error))
}
