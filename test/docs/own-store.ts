/** What a site has that tests a store of its own; the cases themselves run in test/server/stores.test.ts. */
export { openStore } from '../server/open-store.ts'

export const address = 'sqlite:a-store-of-your-own'
export const openStoreModule = new URL('../server/open-store.ts', import.meta.url)

export const titles: string[] = []
export const it = (title: string) => titles.push(title)
