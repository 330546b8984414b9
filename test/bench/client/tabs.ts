/** Two real tabs whose tokens end at the same moment, at a provider that rotates and takes a reuse for theft. */
import type { Page } from 'playwright'
import { openTabs, runIn } from '../../support/tabs.ts'

const expiries = 200

export async function printTabs(): Promise<void> {
  const { tabs, signIn, requests, close } = await openTabs(2)
  try {
    await signIn()
    requests()
    let lost = 0
    for (let expiry = 0; expiry < expiries; expiry++) {
      // Both have read the tokens before either asks.
      await all(tabs, 'globalThis.old = await shared.read()')
      const outcomes = await all(tabs, 'return (await shared.refresh(old)).outcome')
      if (!outcomes.includes('revoked')) continue
      lost++
      await signIn()
    }
    console.log(`\nTwo tabs, ${expiries} expiries, rotation with reuse detection\n`)
    console.log('requests to the token endpoint per expiry'.padEnd(44), requests() / expiries)
    console.log('sessions lost'.padEnd(44), lost)
  } finally {
    await close()
  }
}

const all = (tabs: readonly Page[], body: string) =>
  Promise.all(tabs.map((tab) => runIn<string>(tab, body)))
