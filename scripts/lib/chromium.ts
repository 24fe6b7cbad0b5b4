import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { bin } from './bin.ts'
import { run } from './run.ts'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/** A Chromium that is here: CHROMIUM_PATH, or one of the system; undefined where there is none. */
export function systemChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  if (!given) return known.find((path) => existsSync(path))
  if (!existsSync(given)) throw new Error(`Unexpected CHROMIUM_PATH "${given}": there is no such file`)
  return given
}

/**
 * Makes sure that there is a Chromium, and gives its path, or undefined for Playwright's own. Throws where none can be
 * had.
 */
export async function ensureChromium(): Promise<string | undefined> {
  const here = systemChromium()
  if (here) return here
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('No Chromium found: installing that of Debian…')
    const apt = (...args: string[]) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    const installed = systemChromium()
    if (installed) return installed
  }
  console.log("No Chromium found: fetching Playwright's…")
  const code = await run(bin('e2e', '@playwright/test', 'playwright'), ['install', 'chromium'])
  if (code !== 0) throw new Error('No Chromium could be had. Install one, or set CHROMIUM_PATH to one.')
  return undefined
}

/** Its name and version, for the record. */
export function chromiumVersion(path: string): string {
  return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()
}
