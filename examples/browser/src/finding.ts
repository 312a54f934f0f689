/** One picture analysed: where it comes from, what the classifier says and where it looked. */
import type { Raster } from '@convlens/data'
import type { ClassTarget, Explanation } from '@convlens/grad-cam'
import type { Analyst, Prepared } from './analyst.ts'
import type { Answer } from './answer.ts'
import type { Settings } from './settings.ts'

/** A picture that can be read again, when another classifier is loaded. */
export interface Source {
  name: string
  load(): Promise<Raster>
}

/** Everything that is known about a picture once it is analysed. */
export interface Finding {
  name: string
  analyst: Analyst
  prepared: Prepared
  answer: Answer
  explanation: Explanation<ClassTarget>
}

/** Reads, answers and explains. @throws what the decoder, the network or the explainer throws, each a clear sentence */
export async function analyse(source: Source, analyst: Analyst, settings: Settings): Promise<Finding> {
  const prepared = analyst.prepare(await source.load())
  const answer = await analyst.answer(prepared)
  return explainAgain({ name: source.name, analyst, prepared, answer }, settings)
}

/** The same picture and answer with the heat map that `settings` ask for. */
export async function explainAgain(finding: Omit<Finding, 'explanation'>, settings: Settings): Promise<Finding> {
  const { analyst, prepared, answer } = finding
  const target = settings.target === 'answer' ? answer.class : settings.target
  return { ...finding, explanation: await analyst.explain(prepared, settings.layer, target) }
}
