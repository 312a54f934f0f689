/** A small bitmap font of our own: the printable ASCII characters, and a hollow box for all others. */

/** Dots of a glyph, without the gap to the next one. */
export const glyphWidth = 5

/** Rows of a glyph: seven above the baseline and two below. */
export const glyphHeight = 9

/**
 * Nine digits to base 32 a glyph, from the space (32) to the box (127): one digit a row, from the top, whose bits are the
 * five dots, the leftmost 16. A line holds eight glyphs.
 */
const glyphs: string =
  '000000000444440400aa0000000aavavaa004fke5u400op248j300cik8lid00440000000' +
  '24888420084222480004lel4000044v4400000000cc48000v0000000000cc0001248g000' +
  'ehjlphe004c4444e00eh168gv00v2421he0026aiv2200vgu11he0068guhhe00v12444400' +
  'ehhehhe00ehhf12c000cc0cc0000cc00cc48248g8420000v0v0000842124800eh1240400' +
  'ehnlnge00ehhvhhh00uhhuhhu00ehggghe00uhhhhhu00vgguggv00vgguggg00ehgnhhf00' +
  'hhhvhhh00e44444e0072222ic00hikokih00ggggggv00hrllhhh00hppljjh00ehhhhhe00' +
  'uhhuggg00ehhhlid00uhhukih00fgge11u00v44444400hhhhhhe00hhhhaa400hhhllrh00' +
  'hha4ahh00hha444400v1248gv00e88888e000g8421000e22222e004ah0000000000000v0' +
  '84000000000e1fhf00ggmphhu0000ehghe0011djhhf0000ehvge00698u8880000fhhhf1e' +
  'ggmphhh0040c444e002062222icggikoki00c44444e0000qlllh0000mphhh0000ehhhe00' +
  '00uhhhugg00fhhhf1100mpggg0000fge1u0088u88960000hhhjd0000hhha40000hhlla00' +
  '00ha4ah0000hhhhf1e00v248v00344844300444444400o44244o0008l200000vhhhhhv00'

/** The nine rows of a character's glyph: five bits each, the leftmost dot 16. */
export function glyph(character: string): number[] {
  const code = character.charCodeAt(0)
  const at = (code >= 32 && code < 127 ? code - 32 : 95) * glyphHeight
  return Array.from(glyphs.slice(at, at + glyphHeight), (row) => Number.parseInt(row, 32))
}
