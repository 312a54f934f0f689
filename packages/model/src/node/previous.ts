/** Where the old bundle waits while a new one takes its place. */
import { basename, dirname, join } from 'node:path'

export const previousOf = (target: string): string => join(dirname(target), `.${basename(target)}.previous`)
