/** The window that stands on the page, for whoever plays; and one out of sight for a play elsewhere. */
import type { Sandbox } from '../sandbox.ts'
import { FrontWindow } from './front-window.ts'

let here: FrontWindow | undefined
const waiting = new Set<(window: FrontWindow) => void>()

/** Makes a frame the lesson's window, until what it gives back is called. */
export function openLessonWindow(frame: HTMLIFrameElement, sandbox: Sandbox): () => void {
  const mine = new FrontWindow(frame, sandbox)
  here = mine
  for (const resolve of waiting) resolve(mine)
  waiting.clear()
  return () => {
    mine.close()
    if (here === mine) here = undefined
  }
}

/** The lesson's window where there is one now. */
export function lessonWindow(): FrontWindow | undefined {
  return here
}

/** The lesson's window, as soon as it stands on the page. */
export function lessonWindowReady(): Promise<FrontWindow> {
  return here ? Promise.resolve(here) : new Promise((resolve) => waiting.add(resolve))
}

/** A window that nobody sees, for a walkthrough that is played to be compared. */
export function openHiddenWindow(sandbox: Sandbox): { readonly window: FrontWindow; close(): void } {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.title = 'A window that works out of sight'
  document.body.append(frame)
  const window = new FrontWindow(frame, sandbox)
  return {
    window,
    close: () => {
      window.close()
      frame.remove()
    },
  }
}
