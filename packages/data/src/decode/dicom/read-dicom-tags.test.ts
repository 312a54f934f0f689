import { describe, expect, it } from 'vitest'

import { goldenBytes } from '../golden.test-support.ts'
import { dicomTagNames } from './dictionary.ts'
import { element, makeDicom } from './make-dicom.test-support.ts'
import { readDicomTags } from './read-dicom-tags.ts'

const named = (set: string, value: Uint8Array) =>
  readDicomTags(makeDicom({ more: [...element(0x00080005, 'CS', set), ...element(0x00100010, 'PN', value)] }), [
    'PatientName',
  ])

describe('readDicomTags', () => {
  // golden/decode-dicom.py writes these values.
  it('reads what is asked for, in every encoding', async () => {
    for (const name of [
      'mono2-8-explicit',
      'mono1-8-implicit',
      'signed-12-no-window',
      'deflated',
      'no-preamble',
      'j2k-12-window',
    ])
      expect(await readDicomTags(goldenBytes(name), ['PatientID', 'Rows', '(0010,0010)', 'ViewPosition'])).toEqual({
        PatientID: 'P-000',
        Rows: 13,
        '(0010,0010)': 'Nobody^At^All',
        ViewPosition: undefined,
      })
  })

  it('gives numbers as numbers, several as a list', async () => {
    const bytes = goldenBytes('signed-16-rescale-window')
    expect(await readDicomTags(bytes, ['WindowCenter', 'WindowWidth', 'RescaleSlope', '00281052'])).toEqual({
      WindowCenter: [40, -600],
      WindowWidth: [4000, 1500],
      RescaleSlope: 0.5,
      '00281052': -100.25,
    })
  })

  it('reads names in the character set that the file names', async () => {
    const utf8 = new TextEncoder().encode('Müller^Žofie ')
    expect(await named('ISO_IR 192', utf8)).toEqual({ PatientName: 'Müller^Žofie' })
    expect(await named('ISO_IR 100', Uint8Array.from([0x4d, 0xfc, 0x6c, 0x20]))).toEqual({ PatientName: 'Mül' })
    expect(await named('ISO_IR 101', Uint8Array.from([0xae, 0x65]))).toEqual({ PatientName: 'Že' })
  })

  it('refuses names that are none, and files that are no DICOM', async () => {
    const bytes = goldenBytes('mono2-8-explicit')
    await expect(readDicomTags(bytes, ['PatentID'])).rejects.toThrow(
      "names: 'PatentID' given, expected a known keyword such as 'PatientID', or a tag such as '(0010,0020)'",
    )
    await expect(readDicomTags(goldenBytes('png-rgb'), ['PatientID'])).rejects.toMatchObject({
      code: 'corrupt',
      format: 'png',
    })
    await expect(readDicomTags(new Uint8Array(), ['PatientID'])).rejects.toMatchObject({ code: 'empty' })
    await expect(readDicomTags(bytes, ['PixelData' as 'x', '7FE00010'])).rejects.toThrow(RangeError)
    await expect(readDicomTags(bytes, ['7FE00010'])).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('names its keywords once each', () => {
    expect(dicomTagNames).toContain('StudyInstanceUID')
    expect(new Set(dicomTagNames).size).toBe(dicomTagNames.length)
  })
})
