/** The card of one picture: waiting, failed or analysed. */
import { overlay } from '@convlens/grad-cam'
import { describeRule } from './answer.ts'
import { notForDiagnosis, origin } from './caution.ts'
import { element } from './element.ts'
import type { Finding } from './finding.ts'
import { percent } from './percent.ts'
import { besideName, saveFile } from './save-file.ts'
import { savedResult } from './saved-result.ts'
import type { Settings } from './settings.ts'

export interface Card {
  readonly article: HTMLElement
  wait(): void
  fail(sentence: string): void
  /** Shows a finding; the answer beside the picture stays in place where it is the same as before. */
  show(finding: Finding, settings: Settings): void
  /** Colours the heat map anew. */
  paint(settings: Settings): void
}

let count = 0

/** A card that calls `onRemove` when its reader wants it gone. */
export function createCard(name: string, onRemove: () => void): Card {
  const titleId = `result-${++count}`
  const article = element('article', { class: 'card', 'aria-labelledby': titleId, 'data-file': name })
  const canvas = element('canvas', { role: 'img' })
  const caption = element('figcaption')
  let shown: Finding | undefined

  const title = (): HTMLElement => element('h3', { id: titleId }, name)
  const button = (text: string, onClick: () => void): HTMLButtonElement => {
    const made = element('button', { type: 'button', 'aria-describedby': titleId }, text)
    made.addEventListener('click', onClick)
    return made
  }
  const become = (state: 'waiting' | 'failed' | 'ready', ...children: Node[]): void => {
    article.className = `card ${state}`
    article.dataset['state'] = state
    article.replaceChildren(...children)
  }

  function paint({ opacity, colormap }: Settings): void {
    if (shown === undefined) return
    const { explanation, prepared } = shown
    const image = overlay(explanation, prepared.view, { colormap, alpha: opacity })
    if (canvas.width !== image.width || canvas.height !== image.height) {
      canvas.width = image.width
      canvas.height = image.height
    }
    canvas.getContext('2d')!.putImageData(new ImageData(image.data, image.width, image.height), 0, 0)
  }

  return {
    article,
    paint,
    wait: () => become('waiting', title(), element('p', { class: 'small' }, 'Waiting for its turn…')),
    fail(sentence) {
      shown = undefined
      become('failed', title(), element('p', { class: 'error' }, sentence), button('Remove', onRemove))
    },
    show(finding, settings) {
      const sameAnswer = shown?.answer === finding.answer
      shown = finding
      const { answer, analyst, explanation } = finding
      const { labels } = analyst.classifier
      const target = labels[explanation.info.class] ?? String(explanation.info.class)
      Object.assign(article.dataset, {
        class: answer.label,
        probability: String(answer.probability),
        target,
        layer: explanation.info.layer,
        backend: explanation.info.backend,
      })
      canvas.setAttribute('aria-label', `X-ray ${name} with the heat map for ${target}`)
      caption.replaceChildren(...captionOf(finding, target))
      paint(settings)
      if (sameAnswer) return
      become(
        'ready',
        element('figure', {}, canvas, caption),
        element(
          'div',
          { class: 'answer' },
          title(),
          element('p', { class: 'class' }, element('b', {}, answer.label), ` ${percent(answer.probability)}`),
          probabilityList(labels, answer.probabilities),
          element('p', { class: 'caution' }, element('strong', {}, notForDiagnosis), ` ${origin(analyst.classifier)}`),
          element('p', { class: 'small' }, describeRule(analyst.classifier)),
          element(
            'div',
            { class: 'actions' },
            button('Save picture', () =>
              canvas.toBlob((blob) => blob !== null && saveFile(besideName(name, 'heat-map.png'), blob)),
            ),
            button('Save result as JSON', () =>
              saveFile(besideName(name, 'result.json'), savedResult(shown ?? finding)),
            ),
            button('Remove', onRemove),
          ),
        ),
      )
    },
  }
}

/** What is explained, and where: a heat map without these words can be read as anything. */
function captionOf({ answer, explanation, analyst }: Finding, target: string): (Node | string)[] {
  const { info, shape } = explanation
  const asked = info.class === answer.class ? 'the answer' : 'not the answer'
  const where = `layer ${info.layer}, ${shape[1]} × ${shape[0]} cells, Grad-CAM`
  const { fit } = analyst.classifier.preprocess
  const seen =
    fit === 'stretch' ? '' : ` The picture is shown ${fit === 'pad' ? 'padded' : 'cropped'}, as the network saw it.`
  if (info.degenerate !== false)
    return [
      `No heat for `,
      element('b', {}, target),
      ` (${asked}): ${info.reason ?? 'the map is empty'} (${where}).${seen}`,
    ]
  return ['Heat for ', element('b', {}, target), ` (${asked}): ${where}.${seen}`]
}

function probabilityList(labels: readonly string[], probabilities: readonly number[]): HTMLElement {
  return element(
    'ul',
    { class: 'probabilities', 'aria-label': 'Probability of every class' },
    ...probabilities.map((probability, i) => {
      const fill = element('div', { class: 'fill' })
      fill.style.width = `${probability * 100}%`
      return element(
        'li',
        {},
        element('span', {}, labels[i] ?? String(i)),
        element('span', { class: 'number' }, percent(probability)),
        element('div', { class: 'track', 'aria-hidden': 'true' }, fill),
      )
    }),
  )
}
