/** The panel 'Classifier': what answers, what it learnt from, and the choice of another one. */
import type { Classifier } from '@convlens/model'
import { describeRule } from './answer.ts'
import { notForDiagnosis, origin } from './caution.ts'
import { byId, element } from './element.ts'

const fits = { stretch: 'stretched to fit', pad: 'padded to fit', crop: 'cropped to fit' }
const scalings = {
  unit: 'values from 0 to 1',
  standardise: 'brightness and contrast evened out',
  'min-max': 'values from each picture’s darkest to its brightest',
}

export function showClassifier(classifier: Classifier, name: string): void {
  const { labels, preprocess, provenance, model } = classifier
  const { width, height, channels, fit, scaling } = preprocess
  const panel = byId('classifier', HTMLElement)
  panel.dataset['name'] = name
  panel.replaceChildren(
    element('p', {}, element('b', {}, name), `. ${origin(classifier)}`),
    element(
      'dl',
      {},
      ...row('Classes', labels.join(', ')),
      ...row('Answer', describeRule(classifier)),
      ...row(
        'Input',
        `${width} × ${height} pixels, ${channels === 1 ? 'grey' : 'RGB'}, ${fits[fit]}, ${scalings[scaling]}`,
      ),
      ...row('Network', `${model.countParams().toLocaleString('en')} parameters`),
    ),
    element(
      'details',
      {},
      element('summary', {}, 'Where it comes from'),
      element(
        'dl',
        {},
        ...Object.entries(provenance).flatMap(([key, value]) =>
          row(key, typeof value === 'string' ? value : JSON.stringify(value)),
        ),
      ),
    ),
  )
  byId('caution-origin', HTMLElement).textContent = origin(classifier)
  byId('caution', HTMLElement).querySelector('strong')!.textContent = notForDiagnosis
  showClassifierError(undefined)
}

/** The sentence why a bundle was refused; `undefined` takes it away. */
export function showClassifierError(sentence: string | undefined): void {
  const error = byId('classifier-error', HTMLElement)
  error.hidden = sentence === undefined
  error.textContent = sentence ?? ''
}

export interface ClassifierEvents {
  onFiles(files: File[]): void
  onBuiltIn(): void
}

/** Lets the user choose. Some phones cannot choose folders: there only files are offered. */
export function listenForClassifier({ onFiles, onBuiltIn }: ClassifierEvents): void {
  const folder = byId('classifier-folder', HTMLInputElement)
  byId('classifier-folder-label', HTMLElement).hidden = !('webkitdirectory' in folder)
  for (const input of [byId('classifier-files', HTMLInputElement), folder]) {
    input.disabled = false
    input.addEventListener('change', () => {
      const files = Array.from(input.files ?? [])
      // The same folder may be chosen again after it changed on disk.
      input.value = ''
      if (files.length > 0) onFiles(files)
    })
  }
  byId('classifier-built-in', HTMLButtonElement).addEventListener('click', onBuiltIn)
}

function row(term: string, description: string): HTMLElement[] {
  return [element('dt', {}, term), element('dd', {}, description)]
}
