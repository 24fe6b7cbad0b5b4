import type { Json } from '../client.ts'

/** A member of an answer that is a text and not empty; undefined for any other. */
export function textIn(json: Json | undefined, name: string): string | undefined {
  const value = json && Object.hasOwn(json, name) ? json[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
