import type { SignatureParameters } from '../rfc9421/signature-parameters.ts'

/** What the profile asks for, as the published document and Accept-Signature say it. */
export const requiredCoverage = ['@method', '@authority', '@path', '@query'] as const
export const requiredParameters = ['created', 'nonce', 'keyid'] as const

/**
 * What is asked for and not covered. Only a component without parameters counts: one member of a field is not the field.
 * `@target-uri` has authority, path and query in it.
 */
export function missingCoverage(parameters: SignatureParameters, hasBody: boolean): string[] {
  const covered = new Set(
    parameters.components.filter((one) => one.parameters.size === 0).map(({ name }) => name),
  )
  const wanted = hasBody ? [...requiredCoverage, 'content-digest'] : requiredCoverage
  const components = wanted.filter(
    (name) => !covered.has(name) && !(inTargetUri.has(name) && covered.has('@target-uri')),
  )
  return [...components, ...requiredParameters.filter((name) => parameters[name] === undefined)]
}

const inTargetUri = new Set<string>(['@authority', '@path', '@query'])
