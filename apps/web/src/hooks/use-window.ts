import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Rows beyond each edge of the view, so that a quick scroll shows no gap. */
const spare = 12

/**
 * Which rows of a long list can be seen. Every row has the same height; the newest is first, and what a reader has
 * scrolled to stays where it is while new rows come in above it. `newest` is the number of the first row; `above` tells
 * how many rows now stand above the one with a number.
 */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  newest: number,
  above: (row: number) => number,
): { first: number; last: number } {
  const [view, setView] = useState({ top: 0, height: 600 })
  const before = useRef(newest)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const read = () => setView({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(read)
    observer.observe(element)
    element.addEventListener('scroll', read, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', read)
    }
  }, [scroller])
  useLayoutEffect(() => {
    const element = scroller.current
    const came = newest > before.current ? above(before.current) : 0
    before.current = newest
    if (element && came > 0 && element.scrollTop > 0) element.scrollTop += came * rowHeight
  }, [scroller, newest, rowHeight, above])
  const first = Math.max(0, Math.min(count, Math.floor(view.top / rowHeight)) - spare)
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + spare)
  return { first, last }
}
