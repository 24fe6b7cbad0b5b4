import type { LogLine } from '../../platform.ts'

/** One line of the log: time, id, status, endpoint, principal, check, and the class of an error where there was one. */
export function logText({ id, time, status, endpoint, principal, check, error }: LogLine): string {
  const columns = [new Date(time).toISOString(), id, status, endpoint, principal || '-', check || '-', error]
  return (
    columns
      .filter((column) => column !== undefined)
      // A client is named by whoever made its key: a space in the name must not pass for the end of a column.
      .map((column) => String(column).replaceAll(/\s/g, '_'))
      .join(' ')
  )
}
