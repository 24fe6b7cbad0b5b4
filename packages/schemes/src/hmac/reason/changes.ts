/** What tells one usual cause from another: how the two sides differ. */
import type { Difference } from '../../scheme.ts'

export type Reason = { readonly usual: string; when?(difference: Difference): boolean }

/** True where the two sides differ, and are one after the change. */
export const same =
  (change: (text: string) => string) =>
  ({ client, server }: Difference) =>
    client !== server && change(client) === change(server)
/** True where one side is what the change makes of the other. */
export const changed =
  (change: (text: string) => string) =>
  ({ client, server }: Difference) =>
    client !== server && (change(client) === server || client === change(server))

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** JSON without white space and in one order; what is none stays different. */
export function plainJson(text: string): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  try {
    return JSON.stringify(JSON.parse(text), sorted)
  } catch {
    return text
  }
}
