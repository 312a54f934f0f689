/** Hands a file to the user's download folder; nothing is sent anywhere. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** `scan.01.png` and `result.json` become `scan.01-result.json`. */
export function besideName(picture: string, ending: string): string {
  const stem = picture.replace(/\.[^.]*$/, '').replaceAll(/[^\w.-]+/g, '-')
  return `${stem || 'picture'}-${ending}`
}
