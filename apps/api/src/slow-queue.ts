import { Busy } from '@lockstep/schemes/scheme'

/** Runs a slow job when its turn comes. `who` is whom it is done for. */
export type SlowQueue = <T>(who: string, job: () => Promise<T>) => Promise<T>

type Waiting = { go(): void; giveUp(busy: Busy): void }

/**
 * Runs at most `running` slow jobs at once; `waiting` more stand in line. Each `who` has a line of its own, and the
 * lines take turns. Where all places are taken, the longest line gives up its last, or the newcomer is told `Busy`
 * where that line is its own: whoever asks for much slows nobody down but themselves.
 */
export function slowQueue(running: number, waiting: number): SlowQueue {
  let busy = 0
  let inLine = 0
  const lines = new Map<string, Waiting[]>()

  const wait = (who: string) =>
    new Promise<void>((go, giveUp) => {
      const line = lines.get(who) ?? []
      if (inLine >= waiting) {
        const longest = [...lines.values()].reduce(
          (most, other) => (other.length > most.length ? other : most),
          line,
        )
        if (longest.length <= line.length + 1) throw new Busy('Too many slow jobs wait.')
        longest.pop()?.giveUp(new Busy('Others waited for less.'))
        inLine--
      }
      line.push({ go, giveUp })
      lines.set(who, line)
      inLine++
    })

  /** The place of a job that ends is handed on, not freed: nobody can slip in between. */
  const handOn = () => {
    for (const [who, line] of lines) {
      lines.delete(who)
      const next = line.shift()
      // To the end: all others come before the next of this line.
      if (line.length > 0) lines.set(who, line)
      if (!next) continue
      inLine--
      next.go()
      return
    }
    busy--
  }

  return async (who, job) => {
    if (busy < running) busy++
    else await wait(who)
    try {
      return await job()
    } finally {
      handOn()
    }
  }
}
