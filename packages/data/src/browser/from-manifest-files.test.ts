import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'

import { fromManifestFiles } from './from-manifest-files.ts'

const picture = PNG.sync.write(new PNG({ width: 3, height: 2, fill: true }))
function chosen(path: string, content: string | Uint8Array<ArrayBuffer> = Uint8Array.from(picture)): File {
  const file = new File([content], path.slice(path.lastIndexOf('/') + 1))
  Object.defineProperty(file, 'webkitRelativePath', { value: `folder/${path}` })
  return file
}
const table = chosen('lists/a.csv', 'path,label,patient_id,mask\nx/1.png,a,p,x/1.png\nx/2.png,b,,\n')

describe('fromManifestFiles', () => {
  it('reads the manifest, and pictures relative to it', async () => {
    const { samples } = await fromManifestFiles([table, chosen('lists/x/1.png')])
    expect(samples.map(({ id, label, group }) => [id, label, group])).toEqual([
      ['x/1.png', 'a', 'p'],
      ['x/2.png', 'b', undefined],
    ])
    expect(await samples[0]!.load()).toMatchObject({ width: 3, height: 2 })
    expect(await samples[0]!.mask!()).toMatchObject({ width: 3 })
    await expect(samples[1]!.load()).rejects.toThrow("files: lists/a.csv lists 'x/2.png', which is not among them")
  })

  it('names what is missing', async () => {
    await expect(fromManifestFiles([chosen('1.png')])).rejects.toThrow(
      'manifest: none given, expected one of the CSV files (there: none)',
    )
    const other = chosen('b.csv', 'path,label\n1.png,a\n')
    await expect(fromManifestFiles([table, other])).rejects.toThrow('(there: lists/a.csv, b.csv)')
    await expect(fromManifestFiles([table], { manifest: 'c.csv' })).rejects.toThrow("manifest: 'c.csv' given")
    await expect(fromManifestFiles([table, other], { manifest: 'b.csv' })).rejects.toThrow(
      "b.csv lists 1 pictures, none of which are among the 2 files ('1.png' is the first)",
    )
  })
})
