/** Sets larger than memory: what is loaded does not stay. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { expect, it } from 'vitest'

for (const [workers, ...more] of [['0'], ['1'], ['1', '--memory']] as const)
  it(`streams 2,000 pictures in flat memory, workers: ${[workers, ...more].join(' ')}`, () => {
    const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'stream.ts')
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', script, '--count', '2000', '--workers', workers, ...more],
      { encoding: 'utf8', cwd: join(import.meta.dirname, '..', '..', '..', '..', '..') },
    )
    expect(stderr).toBe('')
    const { pictures, rss, peak } = JSON.parse(stdout) as { pictures: number; rss: number[]; peak: number }
    expect(pictures).toBe(2000)
    expect(rss.length).toBeGreaterThanOrEqual(9)
    expect(peak).toBeLessThan(600)
    // 2,000 pictures of 64 x 64 floats would be 31 MiB, their files 9 MiB: the second half takes none of that.
    expect(rss.at(-1)! - rss[4]!).toBeLessThan(30)
  })
