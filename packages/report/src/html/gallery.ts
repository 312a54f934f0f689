/** The Grad-CAM pictures, wrong ones first, each with what it explains; and how often the heat hits the truth. */
import { pngDataUri } from '../base64.ts'
import { formatEstimate, formatInteger, formatNumber, formatPercent } from '../format.ts'
import type { ExplanationEntry, PointingGame, RunData } from '../run-data.ts'
import { escapeMarkup } from '../text.ts'
import { paragraph, section } from './markup.ts'

/** Gallery and pointing game. */
export function explanationsSection({ explanations, pointingGame }: RunData): string {
  return section('explanations', 'What the network looks at (Grad-CAM)', pointing(pointingGame) + gallery(explanations))
}

function gallery(explanations: readonly ExplanationEntry[]): string {
  if (explanations.length === 0) return paragraph('No picture was explained in this run.', 'empty')
  const wrong = explanations.filter(({ label, predicted }) => label !== undefined && label !== predicted)
  const unknown = explanations.filter(({ label }) => label === undefined)
  const right = explanations.filter(({ label, predicted }) => label === predicted)
  return (
    paragraph(
      'Heat shows where evidence for the named class was found, from least to most within the one picture. It says what the network used, not where disease is.',
      'caption',
    ) +
    group('Wrong predictions', wrong) +
    group('Correct predictions', right) +
    group('True label not known', unknown)
  )
}

function group(title: string, entries: readonly ExplanationEntry[]): string {
  if (entries.length === 0) return ''
  return `<h3>${title} (${formatInteger(entries.length)})</h3><ul class="gallery">${entries.map(item).join('')}</ul>`
}

function item({ id, png, label, predicted, targetClass, probability, split, note }: ExplanationEntry): string {
  const wrong = label !== undefined && label !== predicted
  const verdict =
    label === undefined
      ? ''
      : `<p class="verdict ${wrong ? 'wrong' : 'right'}"><span aria-hidden="true">${wrong ? '✗' : '✓'}</span> ${wrong ? 'Wrong' : 'Correct'}</p>`
  const heat = `Heat for class ${targetClass}, score ${formatNumber(probability)}`
  const labels = `${label === undefined ? 'True label not known' : `True label ${label}`}, predicted ${predicted}`
  return (
    `<li${wrong ? ' class="is-wrong"' : ''}><figure><img src="${pngDataUri(png)}" alt="${escapeMarkup(`Grad-CAM overlay of ${id}. ${heat}. ${labels}.`)}">` +
    `<figcaption>${verdict}${paragraph(heat)}${paragraph(labels)}${note === undefined ? '' : paragraph(note)}` +
    `${paragraph(split === undefined ? id : `${id} (${split})`, 'caption')}</figcaption></figure></li>`
  )
}

function pointing(game: PointingGame | undefined): string {
  if (game === undefined) return ''
  const times = game.rate.value / game.chance
  return (
    `<h3>Pointing game</h3>` +
    paragraph(
      `The hottest point lies inside the marked truth in ${formatInteger(game.hits)} of ${formatInteger(game.n)} pictures: ` +
        `${formatEstimate(game.rate, formatPercent)}. Chance would give ${formatPercent(game.chance)}${Number.isFinite(times) && times > 0 ? `: it is inside ${times.toFixed(1)} times as often` : ''}.`,
    ) +
    (game.note === undefined ? '' : paragraph(game.note, 'caption'))
  )
}
