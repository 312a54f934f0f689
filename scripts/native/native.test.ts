/** The parts of `pnpm native` that need neither network nor compiler. */
import { describe, expect, it } from 'vitest'
import { destination } from './unpack.ts'
import { cacheFolder, findInIndex, WHEEL } from './wheel.ts'

describe('destination', () => {
  it('keeps the C library and the headers of its C interface', () => {
    expect(destination('tensorflow/libtensorflow_cc.so.2')).toBe('lib/libtensorflow_cc.so.2')
    expect(destination('tensorflow/include/tensorflow/c/c_api.h')).toBe('include/tensorflow/c/c_api.h')
    expect(destination('tensorflow/include/xla/tsl/c/tsl_status.h')).toBe('include/xla/tsl/c/tsl_status.h')
  })

  it('leaves out Python, other headers, folders and paths that climb', () => {
    for (const entry of [
      'tensorflow/python/__init__.py',
      'tensorflow/include/Eigen/Core',
      'tensorflow/include/tsl/',
      'tensorflow/include/tsl/../../../../evil.h',
      'tensorflow_cpu-2.21.0.dist-info/RECORD',
    ]) {
      expect(destination(entry)).toBeUndefined()
    }
  })
})

describe('findInIndex', () => {
  const base = 'https://mirror.example/simple/tensorflow-cpu/'

  it('reads the JSON index of PEP 691', () => {
    const page = JSON.stringify({
      files: [
        { filename: 'other.whl', url: 'x' },
        { filename: WHEEL.file, url: `../../files/${WHEEL.file}` },
      ],
    })
    expect(findInIndex(page, WHEEL.file, base)).toBe(`https://mirror.example/files/${WHEEL.file}`)
    expect(findInIndex('{"files":[]}', WHEEL.file, base)).toBeUndefined()
  })

  it('reads the HTML index of PEP 503', () => {
    const page = `<a href="https://files.example/a/${WHEEL.file}#sha256=00">w</a>`
    expect(findInIndex(page, WHEEL.file, base)).toBe(`https://files.example/a/${WHEEL.file}`)
  })
})

it('keeps downloads in the cache folder of the user', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/convlens')
  expect(cacheFolder({})).toMatch(/\.cache.convlens$/)
})
