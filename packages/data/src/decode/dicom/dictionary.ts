/** The names (keywords of PS3.6) of the elements that are asked for by name, with their usual value representation. */

/** Text unless said otherwise: `number` is written as text (DS, IS), `integer` as 16 bits (US). */
type Kind = 'text' | 'number' | 'integer'

export interface TagEntry {
  tag: number
  kind: Kind
}

const texts = {
  SpecificCharacterSet: 0x00080005,
  ImageType: 0x00080008,
  SOPClassUID: 0x00080016,
  SOPInstanceUID: 0x00080018,
  StudyDate: 0x00080020,
  SeriesDate: 0x00080021,
  AcquisitionDate: 0x00080022,
  ContentDate: 0x00080023,
  StudyTime: 0x00080030,
  AccessionNumber: 0x00080050,
  Modality: 0x00080060,
  ConversionType: 0x00080064,
  PresentationIntentType: 0x00080068,
  Manufacturer: 0x00080070,
  InstitutionName: 0x00080080,
  StationName: 0x00081010,
  StudyDescription: 0x00081030,
  SeriesDescription: 0x0008103e,
  ManufacturerModelName: 0x00081090,
  PatientName: 0x00100010,
  PatientID: 0x00100020,
  PatientBirthDate: 0x00100030,
  PatientSex: 0x00100040,
  PatientAge: 0x00101010,
  PatientIdentityRemoved: 0x00120062,
  DeidentificationMethod: 0x00120063,
  BodyPartExamined: 0x00180015,
  DetectorType: 0x00187004,
  ViewPosition: 0x00185101,
  PatientPosition: 0x00185100,
  StudyInstanceUID: 0x0020000d,
  SeriesInstanceUID: 0x0020000e,
  StudyID: 0x00200010,
  PatientOrientation: 0x00200020,
  Laterality: 0x00200060,
  ImageLaterality: 0x00200062,
  FrameOfReferenceUID: 0x00200052,
  PhotometricInterpretation: 0x00280004,
  BurnedInAnnotation: 0x00280301,
  RescaleType: 0x00281054,
  WindowCenterWidthExplanation: 0x00281055,
  VOILUTFunction: 0x00281056,
  LossyImageCompression: 0x00282110,
  PresentationLUTShape: 0x20500020,
} as const

const numbers = {
  SliceThickness: 0x00180050,
  KVP: 0x00180060,
  DistanceSourceToDetector: 0x00181110,
  DistanceSourceToPatient: 0x00181111,
  ExposureTime: 0x00181150,
  XRayTubeCurrent: 0x00181151,
  Exposure: 0x00181152,
  ImagerPixelSpacing: 0x00181164,
  SeriesNumber: 0x00200011,
  AcquisitionNumber: 0x00200012,
  InstanceNumber: 0x00200013,
  NumberOfFrames: 0x00280008,
  PixelSpacing: 0x00280030,
  WindowCenter: 0x00281050,
  WindowWidth: 0x00281051,
  RescaleIntercept: 0x00281052,
  RescaleSlope: 0x00281053,
  LossyImageCompressionRatio: 0x00282112,
} as const

const integers = {
  SamplesPerPixel: 0x00280002,
  PlanarConfiguration: 0x00280006,
  Rows: 0x00280010,
  Columns: 0x00280011,
  BitsAllocated: 0x00280100,
  BitsStored: 0x00280101,
  HighBit: 0x00280102,
  PixelRepresentation: 0x00280103,
} as const

const entries = new Map<string, TagEntry>(
  (
    [
      [texts, 'text'],
      [numbers, 'number'],
      [integers, 'integer'],
    ] as const
  ).flatMap(([table, kind]) => Object.entries(table).map(([name, tag]) => [name, { tag, kind }] as const)),
)

/** Keywords that `readDicomTags` knows; all others go by their number. */
export const dicomTagNames: readonly string[] = [...entries.keys()]

/**
 * @param name a keyword, or the number as `00100020` or `(0010,0020)`
 * @throws {RangeError} for a name that is neither
 */
export function lookUpTag(name: string): TagEntry {
  const known = entries.get(name)
  if (known !== undefined) return known
  const digits = /^\(?([0-9a-f]{4}),?([0-9a-f]{4})\)?$/i.exec(name)
  if (digits === null)
    throw new RangeError(
      `names: '${name}' given, expected a known keyword such as 'PatientID', or a tag such as '(0010,0020)'`,
    )
  const tag = Number.parseInt(digits[1]! + digits[2]!, 16)
  for (const entry of entries.values()) if (entry.tag === tag) return entry
  return { tag, kind: 'text' }
}
