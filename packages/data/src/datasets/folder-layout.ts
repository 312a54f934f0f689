/** Labels and splits from paths: `train/covid/a.png` or `covid/a.png`. */
import { ConvlensDataError } from '../data-error.ts'

/** What a path says about its picture. */
export interface PlacedFile {
  path: string
  label: string
  split?: string
}

const splitNames: Record<string, string> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
}

const pictureEndings = /\.(png|jpe?g|jfif|webp|tiff?|bmp|gif|dcm|dicom)$/i

/** True for names that may be pictures: known endings or none at all; files such as `.DS_Store` and `notes.txt` are not. */
export function looksLikePicture(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return !name.startsWith('.') && (pictureEndings.test(name) || !name.includes('.'))
}

/**
 * Reads labels and splits off the paths of a folder. The first folders are splits where all of them are named so (`train`,
 * `val`, `valid`, `validation`, `test`, in any case), labels otherwise. Order: alphabetical.
 *
 * @param paths relative to the folder, with `/`
 * @param where names the folder in errors
 * @throws {ConvlensDataError} where there is no picture, or split folders stand beside others
 */
export function placeFiles(paths: readonly string[], where: string): PlacedFile[] {
  const pictures = paths
    .filter((path) => path.split('/').every((part) => !part.startsWith('.')) && looksLikePicture(path))
    .sort()
  const nested = pictures.filter((path) => path.includes('/'))
  if (nested.length === 0) {
    const loose = pictures.length === 0 ? '' : ` in subfolders (${pictures.length} lie directly in it, without a label)`
    throw new ConvlensDataError(
      'folder',
      where,
      `no pictures in ${where}${loose}: expected <label>/* or <split>/<label>/*`,
    )
  }
  const tops = [...new Set(nested.map((path) => path.slice(0, path.indexOf('/'))))]
  // A folder named like a split whose pictures lie directly in it is a label.
  const splits = tops.filter(
    (top) =>
      splitNames[top.toLowerCase()] !== undefined &&
      nested.some((path) => path.startsWith(`${top}/`) && path.split('/').length > 2),
  )
  if (splits.length > 0 && splits.length < tops.length) {
    const others = tops.filter((top) => !splits.includes(top))
    throw new ConvlensDataError(
      'folder',
      tops,
      `folder: ${where} has split folders (${splits.join(', ')}) beside others (${others.join(', ')}), expected one kind`,
    )
  }
  if (splits.length === 0) return nested.map((path) => ({ path, label: path.slice(0, path.indexOf('/')) }))
  return nested.flatMap((path) => {
    const [top, label, ...rest] = path.split('/') as [string, string, ...string[]]
    return rest.length === 0 ? [] : [{ path, label, split: splitNames[top.toLowerCase()]! }]
  })
}
