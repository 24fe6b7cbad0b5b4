import { type RefObject, useEffect, useRef } from 'react'

/**
 * Brings the first element that matches into view when `news` changes, as far as the window has room: from its end, so
 * that what follows from it is seen too. What was there when the page opened stays where it is.
 */
export function useBroughtIntoView(
  within: RefObject<HTMLElement | null>,
  selector: string,
  news: unknown,
): void {
  const known = useRef(news)
  useEffect(() => {
    if (news === known.current) return
    known.current = news
    if (news === undefined) return
    const end = within.current?.lastElementChild
    if (!end) return
    const target = within.current?.querySelector(selector) ?? end
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const behavior = still ? 'instant' : 'smooth'
    const height = end.getBoundingClientRect().bottom - target.getBoundingClientRect().top
    // Where both fit, the outcome at the foot comes into view and the check stands above it.
    if (height < innerHeight) end.scrollIntoView({ block: 'nearest', behavior })
    else target.scrollIntoView({ block: 'start', behavior })
  }, [within, selector, news])
}
