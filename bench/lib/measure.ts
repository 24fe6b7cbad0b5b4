/** Small statistics, and one way to load an endpoint. */
import autocannon from 'autocannon'

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
}

export type Load = {
  readonly url: string
  readonly status: number
  /** The fields of the n-th request. */
  headers?(n: number): Record<string, string>
}

/** A load with a name, and the ratio to the unprotected endpoint that it should reach. */
export type Subject = Load & { readonly name: string; readonly goal?: number }

/** How many requests were answered in so many seconds, over keep-alive connections. Throws at an unexpected status. */
export async function answered(load: Load, seconds: number): Promise<number> {
  let sent = 0
  const headers = load.headers
  const result = await autocannon({
    url: load.url,
    connections: 12,
    duration: seconds,
    ...(headers
      ? {
          requests: [{ setupRequest: (request: object) => ({ ...request, headers: headers(sent++) }) }],
        }
      : {}),
  })
  const right = Object.entries(result.statusCodeStats ?? {}).every(([code]) => Number(code) === load.status)
  if (!right || result.errors > 0) {
    throw new Error(`Unexpected answers of ${load.url}: ${JSON.stringify(result.statusCodeStats)}`)
  }
  return result.requests.total
}

/** A row of a table in the terminal. */
export function row(cells: readonly (string | number)[], widths: readonly number[]): string {
  return cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i] ?? 0) : String(cell).padStart(widths[i] ?? 0)))
    .join('  ')
}
