import { openStore } from '../../server/open-store.ts'
import { ratioTo } from './cpu.ts'
import { fill } from './fill.ts'

async function filled(address: string, count: number): Promise<string[]> {
  const store = await openStore(address)
  // Makes the tables.
  await store.sessions.get('none')
  await store.close()
  await fill(address, count)
  return ['many', address, `${count}`]
}

/** CPU of a request that reads any of a million sessions, as a ratio to that with a thousand; 1 = it makes no difference. */
export async function manyRatio(makeAddress: () => string): Promise<number> {
  const few = await filled(makeAddress(), 1000)
  return 1 / (await ratioTo(few, await filled(makeAddress(), 1_000_000)))
}
