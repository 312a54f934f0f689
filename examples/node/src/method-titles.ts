/** The methods of @convlens/grad-cam as people write them. */
import type { MethodName } from '@convlens/grad-cam'

/** What is printed on overlays; the keys are what `--method` takes. */
export const methodTitles: Readonly<Record<MethodName, string>> = {
  'grad-cam': 'Grad-CAM',
  'grad-cam++': 'Grad-CAM++',
  'hi-res-cam': 'HiResCAM',
  'layer-cam': 'LayerCAM',
  'x-grad-cam': 'XGrad-CAM',
  'eigen-cam': 'Eigen-CAM',
  'eigen-grad-cam': 'EigenGrad-CAM',
  'score-cam': 'Score-CAM',
  'ablation-cam': 'Ablation-CAM',
  'full-grad': 'FullGrad',
  'input-gradients': 'Input gradients',
  'smooth-grad': 'SmoothGrad',
  'integrated-gradients': 'Integrated gradients',
}
