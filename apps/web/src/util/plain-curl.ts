/**
 * A curl snippet as a person runs it: one line, `-i` shows the head of the answer, and what keeps a program quiet or
 * prints the status last goes away. Quotes go only where a shell reads the same without them.
 */
export function plainCurl(snippet: string): string {
  return snippet
    .trim()
    .replace(/ \\\n\s*/g, ' ')
    .replace(/ (-sS|--silent|--show-error)(?= )/g, '')
    .replace(/ (-w|--write-out) '[^']*'/, '')
    .replace(/^curl /, 'curl -i ')
    .replace(/(?<= )'([\w./:@%+-]+)'(?= |$)/g, '$1')
}
