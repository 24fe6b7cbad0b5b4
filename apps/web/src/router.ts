import { createRouter } from '@tanstack/react-router'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { ProblemPage } from './pages/ProblemPage.tsx'
import { routeTree } from './routes.tsx'

export const router = createRouter({
  routeTree,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: ProblemPage,
  defaultPreload: 'intent',
  // A lazy page arrives from the same server within a moment; the old page stays until then, so nothing jumps.
  defaultPendingMs: 1000,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
