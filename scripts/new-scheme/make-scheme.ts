/** Writes the folder of a new scheme, and its line into the list. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const template = fileURLToPath(new URL('template/', import.meta.url))

/** A name or a place that cannot be used; the message says why. */
export class SchemeNameError extends Error {
  override readonly name = 'SchemeNameError'
}

/** `schemes` is the folder that holds the schemes and `list.ts`. Gives the paths written. */
export function makeScheme(schemes: string, slug: string, name: string): string[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    throw new SchemeNameError(
      `Unexpected slug "${slug}", expected lower case words with hyphens, such as "my-scheme"`,
    )
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._/+-]{0,39}$/u.test(name))
    throw new SchemeNameError(`Unexpected name "${name}", expected up to 40 letters, digits and spaces`)
  const folder = join(schemes, slug)
  if (existsSync(folder)) throw new SchemeNameError(`There is a folder ${folder} already`)
  const list = join(schemes, 'list.ts')
  const listed = addLine(readFileSync(list, 'utf8'), slug, name)

  mkdirSync(folder)
  const written = readdirSync(template).map((file) => {
    const target = join(folder, file.replace(/\.txt$/, '').replace(/^scheme\.test/, `${slug}.test`))
    writeFileSync(target, fill(readFileSync(join(template, file), 'utf8'), slug, name))
    return target
  })
  writeFileSync(list, listed)
  return [...written, list]
}

/** The template is written for "my-scheme", whose four spellings become those of the new one. */
function fill(text: string, slug: string, name: string): string {
  return text
    .replaceAll('My scheme', name)
    .replaceAll(
      'My-Scheme',
      slug.replace(/(^|-)./g, (start) => start.toUpperCase()),
    )
    .replaceAll('my-scheme', slug)
    .replaceAll('myScheme', identifier(slug))
}

function identifier(slug: string): string {
  return slug.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

function addLine(list: string, slug: string, name: string): string {
  const line = `  { slug: '${slug}', name: '${name}', load: async () => (await import('./${slug}/index.ts')).${identifier(slug)} },\n`
  const end = list.indexOf('\n]\n')
  if (end < 0) throw new SchemeNameError('list.ts does not look as expected: it has no line "]"')
  return `${list.slice(0, end + 1)}${line}${list.slice(end + 1)}`
}
