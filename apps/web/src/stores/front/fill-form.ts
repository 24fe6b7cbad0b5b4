/** Forms of the page that a window shows. */

export type FieldValues = readonly (readonly [name: string, value: string])[]

/** Writes the values into a form that has all of these fields, and says which one; undefined where there is none. */
export function fillForm(page: Document, values: FieldValues): HTMLFormElement | undefined {
  const form = [...page.forms].find((form) =>
    values.every(([name]) => form.elements.namedItem(name) !== null),
  )
  if (!form) return
  for (const element of form.elements) {
    const given = values.filter(([name]) => name === nameOf(element)).map(([, value]) => value)
    if (isChoice(element)) element.checked = given.includes(element.value)
    else if (isText(element) && given[0] !== undefined) element.value = given[0]
  }
  return form
}

/**
 * Sends a POST form with these fields and no others to a target: the page's own form where it has them, by the button
 * that stands for one of them, or else a form that is made for it.
 */
export function sendForm(page: Document, target: string, values: FieldValues): void {
  const own = fillForm(page, values)
  const form = own ?? makeForm(page, values)
  form.method = 'post'
  form.noValidate = true
  if (new URL(form.action, page.baseURI).href !== new URL(target, location.origin).href)
    form.action = new URL(target, location.origin).href
  const names = new Set(values.map(([name]) => name))
  for (const element of form.elements) {
    const name = nameOf(element)
    if (name !== '' && !names.has(name)) (element as HTMLInputElement).disabled = true
  }
  form.requestSubmit(buttonFor(form, values))
}

function makeForm(page: Document, values: FieldValues): HTMLFormElement {
  const form = page.createElement('form')
  for (const [name, value] of values) {
    const field = page.createElement('input')
    Object.assign(field, { type: 'hidden', name, value })
    form.append(field)
  }
  page.body.append(form)
  return form
}

/** The button whose name and value are among the fields; what has a name and no such value is left unpressed. */
function buttonFor(form: HTMLFormElement, values: FieldValues): HTMLElement | null {
  const buttons = [...form.elements].filter(isButton)
  const named = buttons.find((button) =>
    values.some(([name, value]) => name === button.name && value === button.value),
  )
  const field = values.find(([name]) => buttons.some((button) => button.name === name))
  if (named || !field) return named ?? null
  // An edited value that no button has: one of them takes it on.
  const lent = buttons.find((button) => button.name === field[0])
  if (lent) lent.value = field[1]
  return lent ?? null
}

function nameOf(element: Element): string {
  return element.getAttribute('name') ?? ''
}

// Elements of a frame belong to its own realm, so `instanceof` of this one says nothing about them.
function isButton(element: Element): element is HTMLButtonElement {
  return element.matches('button:not([type="button"]):not([type="reset"]), input[type="submit"]')
}

function isChoice(element: Element): element is HTMLInputElement {
  return element.matches('input[type="checkbox"], input[type="radio"]')
}

function isText(element: Element): element is HTMLInputElement {
  return element.matches('input:not([type="submit"]):not([type="button"]), textarea, select')
}
