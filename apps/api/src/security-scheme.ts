import type { Scheme } from '@lockstep/schemes/scheme'

/**
 * The OpenAPI Security Scheme Object of a scheme: its own where it brings one, else read off the sample of how it
 * travels. `Authorization: Name …` is an HTTP authentication scheme (RFC 9110 §11.1), any other field carries a key.
 */
export function securityScheme({ facts, name }: Scheme, origin: string): object {
  if (facts.openApi) return facts.openApi(origin)
  const description = `${name}. ${facts.proof}`
  const [, field, first] =
    /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): *([!#$%&'*+\-.^_`|~0-9A-Za-z]*)/.exec(facts.travels) ?? []
  if (field === undefined)
    throw new Error(
      `Unexpected "${facts.travels}" of ${name}, expected a field line, or an openApi of its own`,
    )
  return field.toLowerCase() === 'authorization'
    ? { type: 'http', scheme: (first ?? '').toLowerCase(), description }
    : { type: 'apiKey', in: 'header', name: field, description }
}
