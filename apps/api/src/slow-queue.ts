import { Busy } from '@lockstep/schemes/scheme'

/** Runs at most `running` slow jobs at once; `waiting` more stand in line, and the next one is told `Busy`. */
export function slowQueue(running: number, waiting: number): <T>(job: () => Promise<T>) => Promise<T> {
  let busy = 0
  const line: (() => void)[] = []
  return async (job) => {
    if (busy >= running) {
      if (line.length >= waiting) throw new Busy('Too many slow jobs wait.')
      // The place of a job that ends is handed on, not freed: nobody can slip in between.
      await new Promise<void>((go) => line.push(go))
    } else {
      busy++
    }
    try {
      return await job()
    } finally {
      const next = line.shift()
      if (next) next()
      else busy--
    }
  }
}
