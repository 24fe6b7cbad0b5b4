/** Light, dark, or as the system says. `public/theme.js` applies it before the first paint. */
import { create } from 'zustand'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const useTheme = create<{ readonly theme: Theme }>(() => ({ theme: 'system' }))

/** Shows the theme and keeps it for the next visit. */
export function setTheme(theme: Theme): void {
  useTheme.setState({ theme })
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', theme)
  } catch {
    // Storage is closed to this page: the theme holds until it is left.
  }
}

/** Takes up what `public/theme.js` applied. Called once, before the first render. */
export function startTheme(): void {
  const given = document.documentElement.dataset.theme
  useTheme.setState({ theme: themes.find((theme) => theme === given) ?? 'system' })
}
