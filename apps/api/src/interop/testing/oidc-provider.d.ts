/** oidc-provider has no types of its own. What the tests use of it. */
declare module 'oidc-provider' {
  export default class Provider {
    constructor(issuer: string, configuration: object)
    callback(): (request: unknown, response: unknown) => void
    on(event: string, listener: (context: unknown, error: Error) => void): void
  }
}
