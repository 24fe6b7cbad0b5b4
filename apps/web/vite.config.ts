import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { prebuilt } from './prebuilt-plugin.ts'
import { prose } from './prose-plugin.ts'

const api = process.env.API_ORIGIN ?? 'http://localhost:8787'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [prose(), prebuilt(), tailwind(), react()],
  build: {
    // The oldest engines that know light-dark(): below them the theme could not follow color-scheme.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // Nothing as a data: URL; the policy allows images and fonts from this origin only.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What every page needs anyway, in two files instead of twenty: they compress better together.
          groups: [
            {
              name: 'vendor',
              test: /node_modules\/(react|react-dom|scheduler|zustand|use-sync-external-store|@tanstack\/(react-router|router-core|history|store|react-store))\//,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api/': { target: api },
      '/s/': { target: api },
      '/.well-known/': { target: api },
      '/problems/': { target: api },
    },
  },
})
