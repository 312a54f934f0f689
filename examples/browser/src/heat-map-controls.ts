/** The panel 'Heat map': opacity, target class, layer and colours. */
import { colormap, colormapNames } from '@convlens/grad-cam'
import type { ColormapName } from '@convlens/grad-cam'
import type { Analyst } from './analyst.ts'
import { byId, element } from './element.ts'
import type { Settings } from './settings.ts'

export interface HeatMapControls {
  readonly settings: Settings
  /** Offers the classes and layers of a classifier; a choice that it has too is kept. */
  offer(analyst: Analyst): void
}

interface Events {
  /** Another class or layer: maps have to be computed. */
  onChoice(): void
  /** Another opacity or colour: maps have to be painted. */
  onLook(): void
}

export function createHeatMapControls({ onChoice, onLook }: Events): HeatMapControls {
  const opacity = byId('opacity', HTMLInputElement)
  const opacityValue = byId('opacity-value', HTMLOutputElement)
  const target = byId('target', HTMLSelectElement)
  const layer = byId('layer', HTMLSelectElement)
  const colours = byId('colormap', HTMLSelectElement)
  colours.replaceChildren(...colormapNames.map((name) => element('option', { value: name }, name)))
  const settings: Settings = { opacity: opacity.valueAsNumber, target: 'answer', layer: '', colormap: 'viridis' }

  const showOpacity = (): void => {
    opacityValue.value = `${Math.round(settings.opacity * 100)} %`
  }
  opacity.addEventListener('input', () => {
    settings.opacity = opacity.valueAsNumber
    showOpacity()
    onLook()
  })
  colours.addEventListener('change', () => {
    settings.colormap = colours.value as ColormapName
    paintScale(settings.colormap)
    onLook()
  })
  target.addEventListener('change', () => {
    settings.target = target.value === 'answer' ? 'answer' : Number(target.value)
    onChoice()
  })
  layer.addEventListener('change', () => {
    settings.layer = layer.value
    onChoice()
  })
  // Browsers restore controls after a reload: what is shown must be what holds.
  showOpacity()
  colours.value = settings.colormap
  paintScale(settings.colormap)

  return {
    settings,
    offer({ classifier: { labels }, layers }) {
      const kept = layers.some(({ path }) => path === settings.layer) ? settings.layer : layers.at(-1)?.path
      settings.layer = kept ?? ''
      if (typeof settings.target === 'number' && settings.target >= labels.length) settings.target = 'answer'
      target.replaceChildren(
        element('option', { value: 'answer' }, 'the answer'),
        ...labels.map((label, i) => element('option', { value: i }, label)),
      )
      layer.replaceChildren(
        ...layers.map(({ path, width, height }) => {
          const cells = width === null || height === null ? '' : ` (${width} × ${height})`
          return element('option', { value: path }, `${path}${cells}`)
        }),
      )
      target.value = String(settings.target)
      layer.value = settings.layer
      target.disabled = false
      layer.disabled = layers.length === 0
    },
  }
}

/** The legend: the colour map from 0 to 1. */
function paintScale(name: ColormapName): void {
  const canvas = byId('scale', HTMLCanvasElement)
  const colour = colormap(name)
  const image = new ImageData(canvas.width, 1)
  for (let x = 0; x < canvas.width; x++) image.data.set([...colour(x / (canvas.width - 1)), 255], x * 4)
  canvas.getContext('2d')!.putImageData(image, 0, 0)
}
