/** A real HTTP server with pictures and every fault a test asks for; it counts what it sends. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Served {
  path: string
  content: Buffer
  /** What it answers to the n-th request (from 0) for this file; undefined for the ordinary answer. */
  answer?: ((request: IncomingMessage, response: ServerResponse, n: number) => boolean) | undefined
  etag?: string
  /** Answers 200 with everything, whatever range is asked for. */
  noRanges?: boolean
  /** Bytes a piece and milliseconds between pieces. */
  slow?: { piece: number; ms: number } | undefined
}

export interface PictureServer {
  url: string
  requests: { path: string; range: string | undefined; ifRange: string | undefined; at: number }[]
  /** Bytes of bodies that were handed to the network. */
  sent: number
  /** Most requests under way at once. */
  busiest: number
  close(): Promise<void>
}

export async function pictureServer(files: readonly Served[]): Promise<PictureServer> {
  const byPath = new Map(files.map((file) => [`/${encodeURI(file.path)}`, file]))
  const counts = new Map<string, number>()
  let active = 0
  const state: PictureServer = { url: '', requests: [], sent: 0, busiest: 0, close: () => Promise.resolve() }
  const server = createServer((request, response) => {
    state.busiest = Math.max(state.busiest, ++active)
    response.once('close', () => active--)
    const path = request.url!
    const { range, 'if-range': ifRange } = request.headers
    state.requests.push({ path, range, ifRange: ifRange as string | undefined, at: Date.now() })
    const file = byPath.get(path)
    if (file === undefined) return void response.writeHead(404).end('no such file')
    const n = counts.get(path) ?? 0
    counts.set(path, n + 1)
    if (file.answer?.(request, response, n)) return
    void serve(file, range, ifRange as string | undefined, response)
  })
  const serve = async (
    file: Served,
    range: string | undefined,
    ifRange: string | undefined,
    response: ServerResponse,
  ): Promise<void> => {
    const { content, etag = `"${createHash('sha1').update(file.content).digest('hex')}"` } = file
    const asked = /^bytes=(\d+)-$/.exec(range ?? '')
    const from = asked && !file.noRanges && (ifRange === undefined || ifRange === etag) ? Number(asked[1]) : 0
    const headers: Record<string, string | number> = { etag, 'content-length': content.length - from }
    if (asked && from > 0) headers['content-range'] = `bytes ${from}-${content.length - 1}/${content.length}`
    response.writeHead(asked && from > 0 ? 206 : 200, headers)
    const { piece, ms } = file.slow ?? { piece: content.length, ms: 0 }
    for (let at = from; at < content.length && !response.destroyed; at += piece) {
      const part = content.subarray(at, at + piece)
      state.sent += part.length
      response.write(part)
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    }
    response.end()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  state.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return state
}

/** `count` files of `bytes` random bytes, half of each class. */
export function randomFiles(count: number, bytes: number, slow?: Served['slow']): Served[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `${i % 2 === 0 ? 'covid' : 'normal'}/picture ${i}.png`,
    content: randomBytes(bytes),
    slow,
  }))
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

/** A list of these files at `url`. */
export function listOf(
  files: readonly Served[],
  url: string,
  licence: (i: number) => string = () => 'CC BY 4.0',
): string {
  const rows = files.map((file, i) =>
    [
      file.path,
      file.path.split('/')[0],
      i % 4 < 3 ? 'train' : 'val',
      `patient-${i}`,
      licence(i),
      file.content.length,
      sha256(file.content),
      `${url}/${encodeURI(file.path)}`,
    ].join(','),
  )
  return ['# a test', 'path,label,split,patient_id,licence,bytes,sha256,url', ...rows, ''].join('\n')
}
