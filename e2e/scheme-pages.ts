import { list } from '../packages/schemes/src/list.ts'

/** The addresses of a scheme's four tabs. */
export const tabsOf = (slug: string) => [
  `/${slug}`,
  `/${slug}/break-it`,
  `/${slug}/snippets`,
  `/${slug}/facts`,
]

/** Every page of the site; the last address leads nowhere. */
export const everyPage = [
  '/',
  '/compare',
  '/inspect',
  '/wire',
  ...list.flatMap(({ slug }) => tabsOf(slug)),
  '/nowhere',
]
