/** What the tests of every package share. */
export { describeIf, isRequired } from './describe-if.ts'
export { OTHER_NODES, otherNode } from './other-node.ts'
export { expectClose, maxRelativeError } from './close.ts'
export { realData } from './real-data.ts'
