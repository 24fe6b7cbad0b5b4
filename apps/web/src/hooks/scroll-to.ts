/** Scrolls to an element, at once where somebody wants no motion. */
export function scrollTo(element: Element, block: ScrollLogicalPosition): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  element.scrollIntoView({ block, behavior: still ? 'instant' : 'smooth' })
}
