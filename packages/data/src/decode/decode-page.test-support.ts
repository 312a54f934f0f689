/** The script of the page on which pictures are decoded in a browser: it does what the test asks, and answers. */
import { DecodeError } from './decode-error.ts'
import { decodeImage } from './decode-image.ts'
import type { DecodeOptions } from './decode-image.ts'
import { readDicomTags } from './dicom/read-dicom-tags.ts'

/** A raster in plain numbers, or why there is none. */
export type Answer = { width: number; height: number; channels: number; bitDepth: number; data: number[] } | string

/** What the test may ask. */
export interface DecodePage {
  decode(pictures: readonly (readonly [base64: string, options: DecodeOptions])[]): Promise<Answer[]>
  patient(base64: string): Promise<unknown>
}

const toBytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

export const decodePage: DecodePage = {
  async decode(pictures) {
    const answers: Answer[] = []
    for (const [base64, options] of pictures)
      answers.push(
        await decodeImage(toBytes(base64), options).then(
          ({ data, ...shape }) => ({ ...shape, data: Array.from(data) }),
          (error: unknown) => (DecodeError.isInstance(error) ? error.code : String(error)),
        ),
      )
    return answers
  },
  patient: (base64) => readDicomTags(toBytes(base64), ['PatientID', 'Rows', 'WindowCenter']),
}

Object.assign(globalThis, { decodePage })
