/** What the run was: notes, skipped pictures, settings, machine, files. */
import { formatBytes, formatInteger } from '../format.ts'
import type { BackendInfo, RunData, RunFile } from '../run-data.ts'
import { escapeMarkup } from '../text.ts'
import { list, paragraph, section, settingsTable, tableOf } from './markup.ts'

/** What a reader must know before the numbers; nothing where there is nothing. */
export function notesSection({ notes, skipped }: RunData): string {
  if (notes.length === 0 && skipped.length === 0) return ''
  const pictures =
    skipped.length === 0
      ? ''
      : `<h3>Skipped pictures (${formatInteger(skipped.length)})</h3>` +
        tableOf(
          'Pictures that could not be read and are in no score',
          ['picture', 'reason'],
          skipped.map(({ id, reason }) => [escapeMarkup(id), escapeMarkup(reason)]),
        )
  return section('notes', 'Read this first', (notes.length === 0 ? '' : list(notes)) + pictures)
}

export function settingsSection({ config }: RunData): string {
  return section('settings', 'Settings', settingsTable('Every setting of the run', config))
}

export function environmentSection({ environment, backend }: RunData): string {
  return section(
    'environment',
    'Environment',
    backendText(backend) + settingsTable('Versions and machine', environment),
  )
}

function backendText(backend: BackendInfo | undefined): string {
  if (backend === undefined) return ''
  const { name, version, reason, threads, device, passedOver = [] } = backend
  const facts = [
    version,
    device,
    threads === undefined ? undefined : `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  ].filter((fact) => fact !== undefined)
  return (
    `<p>Backend <strong>${escapeMarkup(name)}</strong>${facts.length === 0 ? '' : ` (${escapeMarkup(facts.join(', '))})`}: ${escapeMarkup(reason)}</p>` +
    (passedOver.length === 0
      ? ''
      : `<p>Passed over:</p>${list(passedOver.map((other) => `${other.name}: ${other.reason}`))}`)
  )
}

export function filesSection({ files = [] }: RunData): string {
  if (files.length === 0)
    return section('files', 'Files of the run', paragraph('No list of files was recorded.', 'empty'))
  return section(
    'files',
    'Files of the run',
    tableOf('Beside this report', ['file', 'what', 'size'], files.map(fileRow)),
  )
}

function fileRow({ path, description = '', bytes }: RunFile): string[] {
  // './' and the escaping of every segment keep a path from being read as another scheme or host.
  const href = `./${path
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/')}`
  return [
    `<a href="${escapeMarkup(href)}">${escapeMarkup(path)}</a>`,
    escapeMarkup(description),
    bytes === undefined ? '' : `<span class="size">${formatBytes(bytes)}</span>`,
  ]
}
