import vue from '@vitejs/plugin-vue'

/** @type {import('vite').UserConfig} */
export default {
  plugins: [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'sso-login' } } }),
  ],
  // While developing: the login routes are those of ../express, started with SITE=http://127.0.0.1:5173.
  server: { proxy: { '/auth': 'http://127.0.0.1:3000' } },
}
