/** Closes the page once everything it needs is loaded. */

/**
 * Adds a second content security policy, under which the browser itself refuses every connection, script, frame and
 * picture from outside: policies can only be tightened, so nothing on the page can take this back.
 */
export function seal(): void {
  const policy = document.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = "default-src 'none'; script-src 'wasm-unsafe-eval'; img-src data: blob:"
  document.head.append(policy)
}
