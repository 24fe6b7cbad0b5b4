/**
 * What each page weighs and how soon it stands: octets as transferred (gzip), and paint times under a slow 4G line
 * (1.6 Mbit/s, 150 ms) with a processor four times slower.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNode } from '@lockstep/api/runtimes/node'
import { readConfig } from '@lockstep/api/runtimes/node/config'
import { list } from '@lockstep/schemes/list'
import { type Browser, chromium } from '@playwright/test'
import { systemChromium } from '../scripts/lib/chromium.ts'
import { row } from './lib/measure.ts'

type Weight = { script: number; style: number; font: number; other: number }
type Paint = { lcp: number; blocking: number; shift: number }

export async function benchPage(): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
  const { origin, close } = await startNode(
    readConfig({ PORT: '0', TLS_PORT: 'off', LIMITS: 'off', DATA_DIR: dataDirectory }),
  )
  const executablePath = systemChromium()
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  const schemes = list.flatMap(({ slug }) => [
    `/${slug}`,
    `/${slug}/break-it`,
    `/${slug}/snippets`,
    `/${slug}/facts`,
  ])
  console.log(
    '\nPages (kB as transferred; LCP and blocking time in ms under slow 4G and a 4× slower processor)',
  )
  const widths = [22, 8, 8, 8, 8, 8, 8, 8]
  console.log(row(['', 'script', 'style', 'font', 'other', 'LCP', 'block', 'shift'], widths))
  for (const path of ['/', '/compare', '/wire', ...schemes]) {
    const { script, style, font, other, lcp, blocking, shift } = await measurePage(browser, origin + path)
    const kilo = [script, style, font, other].map((octets) => (octets / 1024).toFixed(1))
    console.log(row([path, ...kilo, Math.round(lcp), Math.round(blocking), shift.toFixed(3)], widths))
  }
  await browser.close()
  await close()
  rmSync(dataDirectory, { recursive: true })
}

async function measurePage(browser: Browser, url: string): Promise<Weight & Paint> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const session = await page.context().newCDPSession(page)
  const weight: Weight = { script: 0, style: 0, font: 0, other: 0 }
  const kinds = new Map<string, keyof Weight>()
  await session.send('Network.enable')
  session.on('Network.responseReceived', ({ requestId, type }) => {
    const kind = type.toLowerCase()
    kinds.set(
      requestId,
      kind === 'stylesheet' ? 'style' : kind === 'script' || kind === 'font' ? kind : 'other',
    )
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weight[kinds.get(requestId) ?? 'other'] += encodedDataLength
  })
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (750 * 1024) / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.addInitScript(() => {
    const seen = { lcp: 0, blocking: 0, shift: 0 }
    Object.assign(globalThis, { seen })
    const watch = (
      type: string,
      note: (entry: PerformanceEntry & { value?: number; hadRecentInput?: boolean }) => void,
    ) =>
      new PerformanceObserver((entries) => entries.getEntries().forEach(note)).observe({
        type,
        buffered: true,
      })
    watch('largest-contentful-paint', (entry) => {
      seen.lcp = entry.startTime
    })
    watch('longtask', (entry) => {
      seen.blocking += Math.max(0, entry.duration - 50)
    })
    watch('layout-shift', (entry) => {
      if (!entry.hadRecentInput) seen.shift += entry.value ?? 0
    })
  })
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(3000)
  const paint = await page.evaluate(() => (globalThis as unknown as { seen: Paint }).seen)
  await page.context().close()
  return { ...weight, ...paint }
}
