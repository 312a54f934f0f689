/** Explains a picture and draws the map over it. */
// oxlint-disable-next-line import/no-unassigned-import -- registers the backend
import '@tensorflow/tfjs-backend-cpu'
import { ready, setBackend, tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { createExplainer, overlay } from '@convlens/grad-cam'

await setBackend('cpu')
await ready()

const model = sequential({
  layers: [
    layers.conv2d({
      name: 'features',
      inputShape: [4, 4, 1],
      filters: 2,
      kernelSize: 1,
      activation: 'relu',
      useBias: false,
      weights: [tensor4d([1, -1], [1, 1, 1, 2])],
    }),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 2, activation: 'softmax', useBias: false, weights: [tensor2d([1, 0, 0, 1], [2, 2])] }),
  ],
})
const x = tensor3d([1, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.25], [4, 4, 1])
const explanation = await createExplainer(model).explain(x, { target: { class: 0 } })
x.dispose()

const context = document.querySelector('canvas').getContext('2d')
context.fillStyle = 'rgb(100, 100, 100)'
context.fillRect(0, 0, 32, 32)
const { data, width, height } = overlay(explanation, context.getImageData(0, 0, 32, 32))
context.putImageData(new ImageData(data, width, height), 0, 0)
document.querySelector('output').textContent = JSON.stringify(explanation.info)
