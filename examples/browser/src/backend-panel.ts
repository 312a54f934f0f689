/** The panel 'How it runs here': which backend, why this one, and how to force another. */
import type { BackendReport } from '@convlens/backend'
import { byId, element } from './element.ts'
import { sentence } from './sentence.ts'

/** What `?backend=` may name. */
const backendChoices = ['auto', 'webgpu', 'webgl', 'wasm', 'cpu'] as const

export type BackendChoice = (typeof backendChoices)[number]

/**
 * The backend that the page's address asks for; `auto` where it asks for none.
 *
 * @throws RangeError for one that does not exist
 */
export function chosenBackend(address: string): BackendChoice {
  const asked = new URL(address).searchParams.get('backend') ?? 'auto'
  const found = backendChoices.find((name) => name === asked)
  if (found === undefined)
    throw new RangeError(`?backend=${asked}: no such backend, expected one of ${backendChoices.join(', ')}.`)
  return found
}

export function showBackend({ name, version, reason, passedOver }: BackendReport): void {
  const panel = byId('backend', HTMLElement)
  panel.dataset['backend'] = name
  panel.replaceChildren(
    element('p', {}, `${sentence(reason)} TensorFlow.js ${version}.`),
    ...(passedOver.length === 0
      ? []
      : [
          element('p', { id: 'passed-over' }, 'Passed over:'),
          element(
            'ul',
            { 'aria-labelledby': 'passed-over' },
            ...passedOver.map((other) => element('li', {}, sentence(`${other.name}: ${other.reason}`))),
          ),
        ]),
    choices(),
  )
}

export function showBackendError(problem: string): void {
  byId('backend', HTMLElement).replaceChildren(element('p', { class: 'error', role: 'alert' }, problem), choices())
}

/** Links and no buttons: each loads the page again, under another address. */
function choices(): HTMLElement {
  const current = new URL(location.href).searchParams.get('backend') ?? 'auto'
  return element(
    'p',
    { class: 'small' },
    'Load this page again on ',
    ...backendChoices.flatMap((name, i) => [
      i === 0 ? '' : i === backendChoices.length - 1 ? ' or ' : ', ',
      element('a', { href: `?backend=${name}`, 'aria-current': name === current ? 'true' : undefined }, name),
    ]),
    '.',
  )
}
