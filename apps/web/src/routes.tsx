/** The map of the whole site. Links to it come from `util/path-builder.ts`. */
import { createRootRoute, createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { Shell } from './components/Shell.tsx'
import { HomePage } from './pages/HomePage.tsx'
import { readBreakSearch } from './util/break-search.ts'
import { readCompareSearch } from './util/compare-search.ts'
import { readInspectSearch } from './util/inspect-search.ts'
import { nameOf } from './util/scheme-names.ts'
import { readStepSearch } from './util/step-search.ts'
import { readWireSearch } from './util/wire-search.ts'

const root = createRootRoute({ component: Shell })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  staticData: { title: 'Lockstep: authentication, one message at a time' },
  component: HomePage,
})

const wire = createRoute({
  getParentRoute: () => root,
  path: '/wire',
  staticData: { title: 'Wire' },
  validateSearch: readWireSearch,
  component: lazyRouteComponent(() => import('./pages/WirePage.tsx'), 'WirePage'),
})

const compare = createRoute({
  getParentRoute: () => root,
  path: '/compare',
  staticData: { title: 'Compare' },
  validateSearch: readCompareSearch,
  loader: async () => (await import('./pages/compare/load-facts.ts')).loadFacts(),
  component: lazyRouteComponent(() => import('./pages/ComparePage.tsx'), 'ComparePage'),
})

const inspect = createRoute({
  getParentRoute: () => root,
  path: '/inspect',
  staticData: { title: 'Inspect' },
  validateSearch: readInspectSearch,
  component: lazyRouteComponent(() => import('./pages/InspectPage.tsx'), 'InspectPage'),
})

// A scheme's page: its title row and tabs stand in SchemePage, the open tab in its outlet.
const scheme = createRoute({
  getParentRoute: () => root,
  path: '/$slug',
  beforeLoad: ({ params }) => {
    if (!nameOf(params.slug)) throw notFound()
  },
  component: lazyRouteComponent(() => import('./pages/scheme/SchemePage.tsx'), 'SchemePage'),
})

const walkthrough = createRoute({
  getParentRoute: () => scheme,
  path: '/',
  staticData: { title: 'Walkthrough' },
  validateSearch: readStepSearch,
  component: lazyRouteComponent(() => import('./pages/scheme/WalkthroughTab.tsx'), 'WalkthroughTab'),
})

const breakIt = createRoute({
  getParentRoute: () => scheme,
  path: '/break-it/{-$attack}',
  staticData: { title: 'Break it' },
  validateSearch: readBreakSearch,
  component: lazyRouteComponent(() => import('./pages/scheme/BreakItTab.tsx'), 'BreakItTab'),
})

const snippets = createRoute({
  getParentRoute: () => scheme,
  path: '/snippets',
  staticData: { title: 'Snippets' },
  component: lazyRouteComponent(() => import('./pages/scheme/SnippetsTab.tsx'), 'SnippetsTab'),
})

const facts = createRoute({
  getParentRoute: () => scheme,
  path: '/facts',
  staticData: { title: 'Facts' },
  component: lazyRouteComponent(() => import('./pages/scheme/FactsTab.tsx'), 'FactsTab'),
})

export const routeTree = root.addChildren([
  home,
  wire,
  compare,
  inspect,
  scheme.addChildren([walkthrough, breakIt, snippets, facts]),
])

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What the tab and the announcer call the page; on a scheme's pages its name follows. */
    title?: string
  }
}
