import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { monacoParts } from './monaco-plugin.ts'
import { prebuilt } from './prebuilt-plugin.ts'
import { prose } from './prose-plugin.ts'

const api = process.env.API_ORIGIN ?? 'http://localhost:8787'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [monacoParts(), prose(), prebuilt(), tailwind(), react()],
  build: {
    // The oldest engines that know light-dark(): below them the theme could not follow color-scheme.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // Nothing as a data: URL; the policy allows images and fonts from this origin only.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // A file costs a round trip and its fields, more than most modules weigh. So: what every page needs in two
          // files, one of which changes only with its versions; what several pages share in a few; the rest as it falls.
          groups: [
            { name: 'vendor', test: /node_modules/, tags: ['$initial'], priority: 3 },
            { name: 'shell', tags: ['$initial'], priority: 2 },
            // What a few schemes need stays out of what every page shares.
            { name: 'structured-headers', test: /node_modules\/.*structured-headers/, priority: 2 },
            {
              name: 'shared',
              // Not the schemes' own folders: a page loads its own.
              test: /\/(apps\/web\/src|packages\/(http|crypto|store)\/src|packages\/schemes\/src\/[^/]+\.ts|node_modules)/,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 12000,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  // A worker loads the scheme that it needs, as the page does: that takes modules.
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api/': { target: api },
      '/s/': { target: api },
      '/.well-known/': { target: api },
      '/problems/': { target: api },
    },
  },
})
