import { svelte } from '@sveltejs/vite-plugin-svelte'

/** @type {import('vite').UserConfig} */
export default {
  plugins: [svelte()],
  // While developing: the login routes are those of ../express, started with SITE=http://127.0.0.1:5173.
  server: { proxy: { '/auth': 'http://127.0.0.1:3000' } },
}
