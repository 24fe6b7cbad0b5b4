import './styles/index.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './router.ts'
import { startSandbox } from './stores/sandbox.ts'
import { startTheme } from './stores/theme.ts'

startTheme()
startSandbox()

const app = document.getElementById('app')
if (!app) throw new Error('The page has no element with the id "app".')
createRoot(app).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
)
