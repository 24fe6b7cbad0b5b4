/**
 * Every link of the site is made here: `<Link {...to.scheme('…')}>`, `navigate(to.step('…', '…'))`. The spec beside this
 * file holds a snapshot of them all.
 */
import { linkOptions } from '@tanstack/react-router'
import type { CompareSearch } from './compare-search.ts'
import type { InspectSearch } from './inspect-search.ts'
import type { WireSearch } from './wire-search.ts'

export const to = {
  home: () => linkOptions({ to: '/' }),
  compare: (search: CompareSearch = {}) => linkOptions({ to: '/compare', search }),
  inspect: (search: InspectSearch = {}) => linkOptions({ to: '/inspect', search }),
  wire: (search: WireSearch = {}) => linkOptions({ to: '/wire', search }),
  exchange: (id: string) => linkOptions({ to: '/wire', search: { open: id } }),
  scheme: (slug: string) => linkOptions({ to: '/$slug', params: { slug } }),
  step: (slug: string, step: string, flow?: string) =>
    linkOptions({ to: '/$slug', params: { slug }, search: { step, ...(flow ? { flow } : {}) } }),
  breakIt: (slug: string) => linkOptions({ to: '/$slug/break-it/{-$attack}', params: { slug } }),
  attack: (slug: string, attack: string) =>
    linkOptions({ to: '/$slug/break-it/{-$attack}', params: { slug, attack } }),
  snippets: (slug: string) => linkOptions({ to: '/$slug/snippets', params: { slug } }),
  facts: (slug: string) => linkOptions({ to: '/$slug/facts', params: { slug } }),
}
