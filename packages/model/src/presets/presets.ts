/** The named networks. */
import { compact } from './compact.ts'
import { covidSeed } from './covid-seed.ts'
import { depthwise } from './depthwise.ts'
import type { PresetName, PresetSpec } from './preset-spec.ts'
import { residual } from './residual.ts'

const presets: Record<PresetName, PresetSpec> = { 'covid-seed': covidSeed, compact, residual, depthwise }

/** Names of all presets. */
export const presetNames: readonly PresetName[] = ['covid-seed', 'compact', 'residual', 'depthwise']

/**
 * What a preset expects and is trained with. The answer is a copy: changing it changes no preset.
 *
 * @throws RangeError for an unknown name
 * @example
 * ```ts
 * presetSpec('covid-seed').input // [224, 224, 3]
 * ```
 */
export function presetSpec(name: PresetName): PresetSpec {
  if (!presetNames.includes(name)) {
    throw new RangeError(`preset: no preset named ${JSON.stringify(name)}; there are ${presetNames.join(', ')}`)
  }
  return structuredClone(presets[name])
}
