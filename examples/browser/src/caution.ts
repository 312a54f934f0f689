/** What must stand beside every result. */
import type { Classifier } from '@convlens/model'

/** What the classifier learnt from, as far as its bundle says, and what that means for a reader. */
export function origin({ provenance }: Pick<Classifier, 'provenance'>): string {
  const { data } = provenance
  if (data === 'phantom')
    return 'This classifier learnt from drawn phantoms alone: it knows nothing of real disease, and its answer for a real X-ray means nothing.'
  return typeof data === 'string'
    ? `This classifier learnt from the pictures of ‘${data}’; how it does elsewhere is not known here.`
    : 'Its bundle does not say what this classifier learnt from.'
}

export const notForDiagnosis = 'Not for diagnosis.'
