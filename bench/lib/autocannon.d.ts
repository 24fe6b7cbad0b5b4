declare module 'autocannon' {
  type Result = {
    readonly requests: { readonly total: number }
    readonly errors: number
    readonly statusCodeStats?: Readonly<Record<string, { readonly count: number }>>
  }
  export default function autocannon(options: object): Promise<Result>
}
