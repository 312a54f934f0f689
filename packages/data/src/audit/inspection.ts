/** What an inspection of a dataset finds. */
import type { Leak } from '../datasets/find-leaks.ts'
import type { NearDuplicate } from './find-near-duplicates.ts'
import type { ClassTable } from './tables.ts'

/** Findings about a dataset, as plain values that JSON keeps. */
export interface Inspection {
  labels: string[]
  /** Pictures looked at, unreadable ones included. */
  total: number
  /** Pictures of each class, in the order of `labels`, unreadable ones included. */
  classCounts: number[]
  groups: {
    /** Different groups (patients). */
    count: number
    /** Pictures without a group. */
    without: number
    /** Pictures of the largest group. */
    largest: number
    /** Groups with pictures of more than one class. */
    mixed: string[]
  }
  /** Classes against split, source, size, shape, number of pixels, format, mode and compression. */
  tables: ClassTable[]
  unreadable: { id: string; code: string; message: string }[]
  /** Files whose ending names another format than their content. */
  misnamed: { id: string; format: string }[]
  /** Copies: the same bytes, or the same pixels where there are no files. */
  exactDuplicates: { sha256: string; ids: string[]; labels: string[] }[]
  /** `labels` as in `exactDuplicates`: more than one where the pair is labelled differently. */
  nearDuplicates: (NearDuplicate & { labels: string[] })[]
  /** What stands in more than one split, by group, file and picture; empty without splits. */
  leaks: Leak[]
  /** The findings that matter, a sentence each, gravest first. */
  warnings: string[]
}
