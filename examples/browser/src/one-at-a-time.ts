/** Runs tasks in the order they came, one at a time, and lets the page paint before each. */
export function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const next = last.then(painted).then(task)
    last = next.catch(() => undefined)
    return next
  }
}

/** Resolves after the next frame; a hidden page has no frames, hence the timer. */
async function painted(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 50)
    requestAnimationFrame(() => setTimeout(resolve))
  })
}
