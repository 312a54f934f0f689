/** A worker that writes one checkpoint. */
/// <reference lib="dom" />
import { checkpointPage } from './checkpoint-page.test-support.ts'

addEventListener('message', ({ data: [run, name, n] }: MessageEvent<[string, string, number]>) => {
  void checkpointPage.write(run, name, n).then((answer) => postMessage(answer))
})
