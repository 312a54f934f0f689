/** The report of a run: one HTML file that needs no network and no script. */
import { planFigures } from '../figure-plan.ts'
import { figures as drawFigures } from '../figures.ts'
import type { RunData } from '../run-data.ts'
import { escapeMarkup, plain, slug } from '../text.ts'
import { environmentSection, filesSection, notesSection, settingsSection } from './facts.ts'
import { explanationsSection } from './gallery.ts'
import { dataDetails, paragraph, section } from './markup.ts'
import { scoresSection, summarySection } from './scores.ts'
import { styles } from './styles.ts'

const notice =
  'This software assists a medical professional and replaces none. No decision about a patient may rest on it.'

/** Even a mistake in escaping could then load or run nothing. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * Writes the report of a run as one self-contained HTML file: readable on a phone, in print, by keyboard and screen
 * reader, light and dark. All text of the run is escaped; `figures` are markup and are put in as they are.
 *
 * @param run everything that the run left behind
 * @param figures SVG by name, as `figures(run)` returns them (the default); a name the run does not know gets its name
 *   as title
 * @example await writeFile('report.html', htmlReport(run, figures(run)))
 */
export function htmlReport(run: RunData, figures: Readonly<Record<string, string>> = drawFigures(run)): string {
  const notes = notesSection(run)
  const links = [
    ['summary', 'Summary'],
    ...(notes === '' ? [] : [['notes', 'Read this first']]),
    ['scores', 'Scores'],
    ['figures', 'Figures'],
    ['explanations', 'Grad-CAM'],
    ['settings', 'Settings'],
    ['environment', 'Environment'],
    ['files', 'Files'],
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(plain(run.title))}: report, not for diagnosis</title>
<style>${styles}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${escapeMarkup(run.title)}</h1>
<p class="meta">Run <code>${escapeMarkup(run.name)}</code>, <time datetime="${escapeMarkup(run.createdAt)}">${escapeMarkup(readableTime(run.createdAt))}</time></p>
<div class="notice" role="note" aria-label="Not for diagnosis"><p><strong>Not for diagnosis.</strong> ${notice}</p></div>
<nav aria-label="Contents"><ul>${links.map(([id, text]) => `<li><a href="#${id}">${text}</a></li>`).join('')}</ul></nav>
</header>
<main id="content" tabindex="-1">
${[summarySection(run), notes, scoresSection(run), figuresSection(run, figures), explanationsSection(run), settingsSection(run), environmentSection(run), filesSection(run)].filter((html) => html !== '').join('\n')}
</main>
<footer><p>Not for diagnosis. Made by convlens.</p></footer>
</body>
</html>
`
}

function figuresSection(run: RunData, figures: Readonly<Record<string, string>>): string {
  const planned = planFigures(run)
  const known = new Set(planned.map(({ name }) => name))
  const drawn = planned
    .filter(({ name }) => Object.hasOwn(figures, name))
    .map(({ name, title, caption, table }) => figure(name, figures[name]!, title, caption, dataDetails(title, table())))
  const others = Object.entries(figures).filter(([name]) => !known.has(name))
  const extra = others.map(([name, svg], i) => figure(`extra-${slug(name, String(i))}`, svg, name, '', ''))
  const history =
    run.history.length === 0
      ? paragraph('No epochs were recorded: this run did not train, so there are no curves by epoch.', 'empty')
      : ''
  return section('figures', 'Figures', `${history}<div class="figures">${[...drawn, ...extra].join('')}</div>`)
}

function figure(name: string, svg: string, title: string, caption: string, detailsHtml: string): string {
  return (
    `<figure class="figure" id="figure-${name}" aria-labelledby="figure-${name}-title"><h3 class="sr" id="figure-${name}-title">${escapeMarkup(title)}</h3>` +
    `${svg.replace(/^\s*<\?xml[^>]*>\s*/, '')}<figcaption>${caption === '' ? '' : paragraph(caption, 'caption')}${detailsHtml}</figcaption></figure>`
  )
}

/** `2026-11-23 10:39 UTC` from ISO 8601; anything else stays as it is. */
function readableTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/, '$1 $2 UTC')
}
