/** The panel 'X-rays': choosing, dropping anywhere on the page, drawing an example. */
import { byId } from './element.ts'
import { droppedFiles } from './dropped-files.ts'

export interface PictureEvents {
  onFiles(files: File[]): void
  onExample(label: 'covid' | 'normal'): void
}

export function listenForPictures({ onFiles, onExample }: PictureEvents): void {
  const input = byId('picture-input', HTMLInputElement)
  input.disabled = false
  input.addEventListener('change', () => {
    const files = Array.from(input.files ?? [])
    input.value = ''
    onFiles(files)
  })
  for (const label of ['covid', 'normal'] as const) {
    const button = byId(`example-${label}`, HTMLButtonElement)
    button.disabled = false
    button.addEventListener('click', () => onExample(label))
  }

  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    dragging(true)
  })
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) dragging(false)
  })
  document.addEventListener('drop', (event) => {
    dragging(false)
    if (event.dataTransfer === null) return
    event.preventDefault()
    void droppedFiles(event.dataTransfer).then(onFiles)
  })
}

/** Lights the drop zone up while files hover over the page. */
function dragging(on: boolean): void {
  document.body.classList.toggle('dragging', on)
}
