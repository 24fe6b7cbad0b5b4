/** `npm run bench [server|store|page]`: measures, and prints ratios within one run. */
const parts: Record<string, () => Promise<void>> = {
  server: async () => (await import('./server.ts')).benchServer(),
  store: async () => (await import('./store.ts')).benchStore(),
  page: async () => (await import('./page.ts')).benchPage(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`Unexpected part "${unknown[0]}", expected ${Object.keys(parts).join(', ')}.`)
  process.exit(1)
}
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure()
}
