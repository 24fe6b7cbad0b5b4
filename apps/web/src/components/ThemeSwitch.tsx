import { setTheme, themes, useTheme } from '../stores/theme.ts'

const drawings = {
  system: 'M8 1.8a6.2 6.2 0 010 12.4z',
  light: '',
  dark: 'M8 1.8a6.2 6.2 0 010 12.4a6.2 6.2 0 010-12.4z',
}

/** Goes round: as the system, light, dark. */
export function ThemeSwitch() {
  const theme = useTheme((state) => state.theme)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
  const label = `Theme: ${theme}. Switch to ${next}`
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={label}
      title={label}
      onClick={() => setTheme(next)}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          d="M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8z"
        />
        <path fill="currentColor" d={drawings[theme]} />
      </svg>
    </button>
  )
}
