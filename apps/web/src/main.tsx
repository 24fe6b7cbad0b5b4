import './styles/index.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './router.ts'
import { startSandbox } from './stores/sandbox.ts'
import { startTheme } from './stores/theme.ts'

/** Milliseconds for which the first paint waits for the fonts. They are preloaded, so they are mostly here before the script. */
const patience = 500

startTheme()
startSandbox()

const app = document.getElementById('app')
if (!app) throw new Error('The page has no element with the id "app".')
await fontsOrPatience()
createRoot(app).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
)

/** Text that is set once does not move: a font that comes later would change where every line breaks. */
async function fontsOrPatience(): Promise<void> {
  const wanted = ['16px "Radio Canada"', '13px "Commit Mono"'].map((font) => document.fonts.load(font))
  await Promise.race([Promise.allSettled(wanted), new Promise((resolve) => setTimeout(resolve, patience))])
}
