// usage: node .r2shot.mjs size[,size] theme[,theme] name[,name]
import { chromium } from '@playwright/test'
const O = 'http://localhost:8797'
const sizes = { w: [1440, 900], p: [800, 600], n: [360, 740] }
const send = async (p) => { await p.getByRole('button', { name: /^(Send|Work it out|Check it)/ }).last().waitFor(); await p.waitForTimeout(200); await p.keyboard.press('Enter'); await p.waitForTimeout(900) }
const g = (path, act, full = true) => async (p) => { await p.goto(O + path); await p.waitForTimeout(900); if (act) await act(p); await p.waitForTimeout(300); return full }
const edit = (part, text) => async (p) => { const v = p.getByRole('textbox', { name: part, exact: true }); await v.fill(text); await v.press('Escape'); await p.waitForTimeout(300); await send(p) }
const S = {
  home: g('/'), wire0: g('/wire'),
  wire30: g('/digest', async (p) => { await p.evaluate(async () => { const s = JSON.parse(sessionStorage.getItem('sandbox')); for (let i = 0; i < 30; i++) await fetch(`/s/${s.id}/${['basic','digest','api-key'][i%3]}/whoami`) }); await send(p); await p.getByRole('link', { name: 'Wire', exact: true }).click(); await p.waitForTimeout(800) }),
  wireopen: g('/digest', async (p) => { await send(p); await p.getByRole('link', { name: 'Wire', exact: true }).click(); await p.waitForTimeout(600); await p.getByRole('link', { name: /whoami/ }).first().click(); await p.waitForTimeout(800) }),
  compare: g('/compare'),
  comparecell: g('/compare', async (p) => { await p.getByRole('button', { name: /^Pin / }).last().click(); await p.getByRole('row').last().getByRole('cell').first().getByRole('button').click() }),
  n404: g('/nowhere'),
}
const steps = { 'api-key': [], basic: [], digest: [] }
const { loadSchemes } = await import('../packages/schemes/src/list.ts')
for (const s of await loadSchemes()) {
  for (const w of s.walkthroughs) for (const st of w.steps) {
    const q = `/${s.slug}?flow=${w.id}&step=${st.id}`
    S[`${s.slug}-${w.id}-${st.id}-0`] = g(q)
    S[`${s.slug}-${w.id}-${st.id}-1`] = g(q, send)
  }
  for (const a of s.attacks) { S[`${s.slug}-atk-${a.id}-0`] = g(`/${s.slug}/break-it/${a.id}`); S[`${s.slug}-atk-${a.id}-1`] = g(`/${s.slug}/break-it/${a.id}`, send) }
  S[`${s.slug}-away`] = g(`/${s.slug}/break-it?without=${Object.keys(s.rules).at(-1)}`)
  S[`${s.slug}-snippets`] = g(`/${s.slug}/snippets`); S[`${s.slug}-facts`] = g(`/${s.slug}/facts`)
}
S['digest-refused'] = g('/digest?step=call', edit('method', 'POST'))
S['digest-production'] = g('/digest?step=call', async (p) => { await edit('method', 'POST')(p); await p.getByRole('button', { name: 'Production' }).click() })
S['digest-away-sent'] = g('/digest/break-it?without=response-matches&step=call', send)
S['early'] = async (p) => { await p.route('**/s/**', async (r) => { await new Promise((d) => setTimeout(d, 6000)); await r.continue() }); await p.goto(O + '/digest?step=call-next'); await p.waitForTimeout(1500); return true }
S['nosandbox'] = async (p) => { await p.route('**/api/sandboxes', (r) => r.abort()); await p.goto(O + '/digest'); await p.waitForTimeout(1800); return true }
S['waiting'] = async (p) => { await p.route('**/api/sandboxes', () => {}); await p.goto(O + '/digest'); await p.waitForTimeout(1200); return true }
S['down'] = async (p) => { await p.goto(O + '/digest'); await p.waitForTimeout(800); await p.context().setOffline(true); await send(p); await p.waitForTimeout(1500); return true }
S['lost'] = async (p) => { await p.goto(O + '/digest'); await p.waitForTimeout(800); await p.route('**/s/**', (r) => r.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/sandbox-not-found', title: 'Sandbox not found', status: 404 }) })); await send(p); return true }
const [, , ss = 'w', ts = 'light', names = ''] = process.argv
if (names === '?') { console.log(Object.keys(S).join('\n')); process.exit() }
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const rx = names.split(',').map((n) => new RegExp(`^${n}$`))
const todo = []
for (const s of ss.split(',')) for (const t of ts.split(',')) for (const n of Object.keys(S).filter((k) => rx.some((r) => r.test(k)))) todo.push([s, t, n])
const work = async () => { for (;;) { const j = todo.shift(); if (!j) return; const [s, t, n] = j; const [width, height] = sizes[s]
  const c = await b.newContext({ viewport: { width, height }, colorScheme: t, reducedMotion: process.env.MOTION ? 'no-preference' : 'reduce' }); const p = await c.newPage()
  const errs = []; p.on('pageerror', (e) => errs.push(e.message)); p.on('console', (m) => m.type() === 'error' && errs.push(m.text()))
  try { await S[n](p); const o = await p.evaluate(() => ({ over: document.documentElement.scrollWidth - document.documentElement.clientWidth, h: document.documentElement.scrollHeight, y: scrollY }))
    console.log(`${n} ${s} ${t} over=${o.over} h=${o.h} y=${o.y} ${errs.join(' | ').slice(0, 200)}`)
    await p.screenshot({ path: `/tmp/r2shots/${n}.${s}.${t}.png`, fullPage: !process.env.FOLD }) } catch (e) { console.log(n, s, t, 'ERR', String(e).slice(0, 300)) }
  await c.close() } }
await Promise.all([work(), work()])
await b.close()
