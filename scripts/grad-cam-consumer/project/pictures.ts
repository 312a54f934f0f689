/** What can be drawn of an explanation. */
import {
  centreSigned,
  colormap,
  colormapNames,
  contourLines,
  coolwarm,
  type Explanation,
  heatmap,
  legend,
  overlay,
  type OverlayImage,
  type OverlayOptions,
  type Pixels,
  resizeMap,
  type Rgb,
  sideBySide,
} from '@convlens/grad-cam'

export function draw(explanation: Explanation): { hottest: Rgb; figure: OverlayImage; larger: Float32Array } {
  const { map, shape, raw } = explanation
  const picture: Pixels = { width: 16, height: 16, data: new Uint8Array(256).fill(100) }
  const options: OverlayOptions = { colormap: colormapNames[0]!, alphaBy: 'value', contours: contourLines([0.5]) }
  const images = [
    picture,
    overlay(explanation, picture, options),
    overlay({ map: centreSigned(raw), shape }, picture, { colormap: coolwarm, alphaBy: 'distance' }),
    heatmap(explanation, { width: 16, height: 16 }),
    legend({ title: 'Grad-CAM', range: [0, Math.max(...raw)], length: 64 }),
  ]
  const figure = sideBySide(images, { gap: 2, captions: ['picture', 'map', 'signed', 'alone', ''] })
  return { hottest: colormap('viridis')(1), figure, larger: resizeMap(map, shape, [16, 16]) }
}
