import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { nameOf } from '../util/scheme-names.ts'

/**
 * Names the page in the tab, and after a navigation puts the focus on its content and says the name. A screen reader
 * would say nothing otherwise: to it, a page that swaps its content has not changed. Search params (a step, a filter)
 * are states of one page and are announced by the page itself.
 */
export function useRouteAnnouncer(): string {
  const title = useRouterState({ select: ({ matches }) => titleOf(matches) })
  const [announcement, announce] = useState('')
  const first = useRef(true)
  useEffect(() => {
    document.title = title
    if (first.current) {
      first.current = false
      return
    }
    const main = document.getElementById('main')
    // Within a page (from one tab of a scheme to another) the focus stays where it was pressed.
    if (!main?.contains(document.activeElement)) main?.focus({ preventScroll: true })
    announce(title)
  }, [title])
  return announcement
}

type Match = {
  readonly staticData: { readonly title?: string }
  readonly params: Record<string, unknown>
  readonly status: string
}

function titleOf(matches: readonly Match[]): string {
  const last = matches.at(-1)
  if (matches.some(({ status }) => status === 'notFound')) return 'Not found · Lockstep'
  const slug = last?.params.slug
  const name = typeof slug === 'string' ? nameOf(slug) : undefined
  const title = last?.staticData.title
  if (title?.startsWith('Lockstep')) return title
  return [name, title, 'Lockstep'].filter(Boolean).join(' · ')
}
