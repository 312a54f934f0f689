/** The figures and report.html of a run folder. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { figures, htmlReport, type RunData } from '@convlens/report'
import { svgToPng } from '@convlens/report/node'
import type { RunFolder } from './run-folder.ts'

const descriptions: Record<string, string> = {
  'config.json': 'every setting and seed',
  'environment.json': 'versions, machine, backend',
  'history.csv': 'a row an epoch',
  'metrics.json': 'every score with its interval',
  'predictions.csv': 'a row a picture',
}

/** Draws every figure as SVG and PNG and writes the report last, when all it speaks of is there. */
export async function writeReport(folder: RunFolder, run: Omit<RunData, 'files'>): Promise<void> {
  const drawn = figures(run)
  for (const [name, svg] of Object.entries(drawn)) {
    await folder.write(`figures/${name}.svg`, svg)
    await folder.write(`figures/${name}.png`, svgToPng(svg, { width: 1200 }))
  }
  const files = await filesOf(folder.working)
  await folder.write('report.html', htmlReport({ ...run, files }, drawn))
}

/** Every file of the folder with its size, overlays and figures as one entry each. */
async function filesOf(root: string): Promise<NonNullable<RunData['files']>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files: { path: string; description?: string; bytes: number }[] = []
  for (const entry of entries.filter((one) => one.isFile())) {
    const full = join(entry.parentPath, entry.name)
    const path = full.slice(root.length + 1).replaceAll('\\', '/')
    const description = descriptions[path]
    files.push({ path, bytes: (await stat(full)).size, ...(description !== undefined && { description }) })
  }
  return files.sort((a, b) => a.path.localeCompare(b.path, 'en'))
}
