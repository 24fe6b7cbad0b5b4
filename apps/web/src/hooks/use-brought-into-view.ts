import { type RefObject, useEffect, useRef } from 'react'
import { scrollTo } from './scroll-to.ts'

/**
 * Calls `show` with the element when `news` changes. What was there already when the page opened is no news, and nor is
 * that it went.
 */
export function useBroughtIntoView<E extends Element>(
  element: RefObject<E | null>,
  news: unknown,
  show: (element: E) => void,
): void {
  const known = useRef(news)
  useEffect(() => {
    if (news === known.current) return
    known.current = news
    if (news !== undefined && element.current) show(element.current)
  }, [element, news, show])
}

/** The row that tells the two runs apart, together with the outcome at their foot where the window has room for both. */
export function showTheStop(gates: Element): void {
  const foot = gates.lastElementChild
  if (!foot) return
  const stop = gates.querySelector('.gate-the') ?? foot
  const height = foot.getBoundingClientRect().bottom - stop.getBoundingClientRect().top
  if (height < innerHeight) scrollTo(foot, 'nearest')
  else scrollTo(stop, 'start')
}

/** A verdict below the fold. One that stands beside its message is seen where it is. */
export function showBelowTheFold(verdict: Element): void {
  if (verdict.getBoundingClientRect().top > innerHeight / 2) scrollTo(verdict, 'start')
}
