import { create } from 'zustand'

/** At most one; never for errors. `id` tells two toasts with the same words apart. */
export const useToast = create<{ readonly toast: { readonly id: number; readonly text: string } | null }>(
  () => ({
    toast: null,
  }),
)

let count = 0

export function showToast(text: string): void {
  count++
  useToast.setState({ toast: { id: count, text } })
}

export function hideToast(): void {
  useToast.setState({ toast: null })
}
