import { showToast } from './toast-store.ts'

/** Puts text on the clipboard and says so. Where the page may not, it says that instead. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    showToast(done)
  } catch {
    showToast('This page may not write to the clipboard. Select the text and copy it by hand.')
  }
}
