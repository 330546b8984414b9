import react from '@vitejs/plugin-react'

/** @type {import('vite').UserConfig} */
export default {
  plugins: [react()],
  // While developing: the login routes are those of ../express, started with SITE=http://127.0.0.1:5173.
  server: { proxy: { '/auth': 'http://127.0.0.1:3000' } },
}
