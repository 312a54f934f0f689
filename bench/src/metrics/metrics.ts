/** Numbers about predictions: what is measured, and how it is told. */
import type { Comparison } from '../comparison.ts'
import type { RankingJob } from '../job.ts'
import type { MetricsOptions } from '../options.ts'
import { report } from '../report.ts'
import { summarise } from '../summary.ts'
import { assertSameNumbers, largestDifference } from './same-numbers.ts'
import { reference, subjects } from './subjects.ts'
import { rankingTasks, type RankingTask, writeScores } from './tasks.ts'

export function metrics(options: Pick<MetricsOptions, 'scores' | 'resamples'>): Comparison<RankingTask> {
  const tasks = rankingTasks(options)
  const written = new Map<RankingTask, ReturnType<typeof writeScores>>()
  return {
    subjects,
    tasks,
    threads: [1],
    async jobFor({ subject: { variant }, task }, folder) {
      let scores = written.get(task)
      if (scores === undefined) written.set(task, (scores = writeScores(task, options.resamples, folder)))
      const job: RankingJob = { ...(await scores), variant }
      return job
    },
    async check({ task }, all) {
      assertSameNumbers(all, task, tasks.find(({ name }) => name === task)!.workloads)
    },
    conclude(measurements, titleOf) {
      const text: string[] = []
      const concluded = tasks.map(({ name, workloads }) => {
        const own = measurements.filter(({ task }) => task === name)
        const rows = summarise(own, [reference.id], workloads)
        const differences = workloads.map((workload) => largestDifference(own, name, workload))
        if (rows.length > 0) text.push(report(rows, workloads, titleOf))
        if (differences.some((difference) => difference !== undefined)) {
          const each = workloads.map((workload, i) => `${workload} ${differences[i]?.toPrecision(2)}`)
          text.push(`The subjects' numbers differ by at most: ${each.join(', ')}.`)
        }
        return { task: name, rows, differences }
      })
      return {
        text: text.join('\n\n'),
        ms: 'Each round is the median of its calls, after a warm-up.',
        per: 'a call',
        speed: `times as fast as ${reference.title}, round by round; above 1 is faster. Everyone on one thread.`,
        numbers: { tasks: concluded },
      }
    },
  }
}
