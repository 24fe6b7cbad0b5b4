import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './lib/root.ts'

const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
const entries = new Set(
  [...lockfile.matchAll(/^ {2}'?((?:@[^/\s]+\/)?[^@\s']+)@[^:']+'?:$/gm)].map(([, name]) => name),
)

/** How each package with a binary names the one for a system; `{}` is replaced. */
const natives: Record<string, { pattern: string; linux: string; windows: string }> = {
  biome: { pattern: '@biomejs/cli-{}', linux: '', windows: '' },
  rolldown: { pattern: '@rolldown/binding-{}', linux: '-gnu', windows: '-msvc' },
  lightningcss: { pattern: 'lightningcss-{}', linux: '-gnu', windows: '-msvc' },
  'tailwindcss oxide': { pattern: '@tailwindcss/oxide-{}', linux: '-gnu', windows: '-msvc' },
  typescript: { pattern: '@typescript/typescript-{}', linux: '', windows: '' },
}
const systems = ['darwin-arm64', 'darwin-x64', 'win32-x64', 'linux-arm64', 'linux-x64']

describe('pnpm-lock.yaml', () => {
  describe.each(Object.entries(natives))('has the binary of %s', (_, { pattern, linux, windows }) => {
    it.each(systems)('for %s', (system) => {
      const ending = system.startsWith('linux') ? linux : system.startsWith('win32') ? windows : ''
      expect(entries).toContain(pattern.replace('{}', system + ending))
    })
  })

  it('knows every package that has one binary a system', () => {
    const found = [...entries].filter((name) => name?.includes('darwin-arm64')).toSorted()
    const known = Object.values(natives).map(({ pattern }) => pattern.replace('{}', 'darwin-arm64'))
    expect(found).toEqual(known.toSorted())
  })

  it('holds no addresses', () => {
    expect(lockfile).not.toMatch(/https?:\/\//)
    expect(lockfile).not.toMatch(/tarball:/)
  })
})
