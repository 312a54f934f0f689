/** Sets the first backend that is there and computes a training step right. */
import { findBackendFactory, ready, setBackend } from '@tensorflow/tfjs-core'
import { registerTrainingGradients } from '../training/gradients.ts'
import { Unavailable } from './candidate.ts'
import type { Candidate } from './candidate.ts'
import { quietly } from './quietly.ts'
import { BackendError } from './report.ts'
import type { BackendReport } from './report.ts'
import { findFault } from './verify.ts'

/** Loads, sets and proves one backend. @throws Unavailable with the reason */
async function start(candidate: Candidate, explicit: boolean): Promise<void> {
  await candidate.load(explicit)
  if (!findBackendFactory(candidate.name)) {
    throw new Unavailable(
      'its package registered itself with another copy of @tensorflow/tfjs-core',
      'Install one version of @tensorflow/tfjs-core only (`npm ls @tensorflow/tfjs-core` shows all).',
    )
  }
  if (!(await (candidate.set?.() ?? setBackend(candidate.name)))) throw new Unavailable('it did not start')
  await ready()
  registerTrainingGradients()
  const fault = await findFault()
  if (fault !== undefined) throw new Unavailable(fault)
}

/**
 * @param wanted a candidate's name, or `auto`
 * @param candidates what this runtime offers, fastest first
 * @param elsewhere names that exist in another runtime only, and where
 * @throws BackendError where the named backend, or every one, is out of reach
 */
export async function choose(
  wanted: string,
  candidates: readonly Candidate[],
  elsewhere: Readonly<Record<string, string>>,
): Promise<BackendReport> {
  const names = ['auto', ...candidates.map(({ name }) => name)].join(', ')
  const explicit = wanted !== 'auto'
  if (explicit && elsewhere[wanted] !== undefined) {
    throw new BackendError('missing', wanted, `backend: '${wanted}' ${elsewhere[wanted]}; here are ${names}`)
  }
  const considered = explicit ? candidates.filter(({ name }) => name === wanted) : candidates
  if (considered.length === 0)
    throw new BackendError('unknown', wanted, `backend: got '${wanted}', expected one of ${names}`)
  const passedOver: BackendReport['passedOver'] = []
  for (const candidate of considered) {
    try {
      await quietly(() => start(candidate, explicit))
      const { merit, ...facts } = await candidate.facts()
      const why = explicit
        ? 'asked for by name'
        : passedOver.length === 0
          ? 'the fastest there is here'
          : 'the fastest that works here'
      return { name: candidate.name, ...facts, reason: `${candidate.name}: ${why}; ${merit}.`, passedOver }
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      if (explicit) {
        const remedy = error.remedy === undefined ? '' : ` ${error.remedy}`
        throw new BackendError('missing', wanted, `backend: '${wanted}' cannot be used: ${error.message}.${remedy}`, {
          cause: error,
        })
      }
      passedOver.push({ name: candidate.name, reason: error.message })
    }
  }
  const reasons = passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  throw new BackendError('failed', wanted, `backend: none works here (${reasons})`)
}
