/** All methods at one picture: a table with a column for each subject. */
import { groupBy } from '../group-by.ts'
import { withSpread } from '../report.ts'
import type { Row } from '../summary.ts'
import { table } from '../table.ts'
import type { Agreement } from './agreement.ts'
import type { ComparedMethod } from './methods.ts'

/** One method, as all subjects drew it. */
export interface MethodAgreement extends Pick<ComparedMethod, 'name' | 'differs'> {
  /** Of our maps with theirs; undefined where one side was not there. */
  agreement: Agreement | undefined
}

function milliseconds({ results }: Row, method: string): string {
  const result = results[method]
  return result === undefined ? '-' : 'refused' in result ? 'no' : withSpread(result.ms)
}

function correlation(found: Agreement | undefined): string {
  return found === undefined || Number.isNaN(found.correlation) ? '-' : found.correlation.toFixed(4)
}

/** @param rows of batches of one picture */
export function methodsReport(
  rows: readonly Row[],
  methods: readonly MethodAgreement[],
  titleOf: (subject: string) => string,
): string {
  const parts: string[] = []
  for (const [threads, group] of groupBy(rows, (row) => String(row.threads))) {
    const lines = methods.map(({ name, agreement }) => [
      name,
      ...group.map((row) => milliseconds(row, name)),
      correlation(agreement),
    ])
    const heads = ['ms', ...group.map(({ subject }) => titleOf(subject)), 'correlation']
    parts.push(`one picture, ${threads} ${threads === '1' ? 'thread' : 'threads'}`, table([heads, ...lines]))
  }
  const notes = methods.flatMap(({ name, differs }) => (differs === undefined ? [] : [`${name}: ${differs}.`]))
  return [...parts, 'correlation: of the maps of ours with those of pytorch-grad-cam.', ...notes].join('\n\n')
}
