import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { storeUrl } from '../support/stores.ts'
import { openStore } from './open-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sso-login-closed-'))

afterAll(() => rmSync(folder, { recursive: true }))

it.each([
  ['Redis', () => storeUrl('REDIS_URL')],
  ['PostgreSQL', () => storeUrl('DATABASE_URL')],
  ['SQLite', () => `sqlite:${join(folder, 'closed')}`],
])(
  'a store in %s that was closed opens no connection again, and may be closed twice',
  async (_, address) => {
    const store = await openStore(address())
    expect(await store.sessions.get('nobody')).toBeNull()
    await store.close()
    await store.close()
    await expect(async () => store.sessions.get('nobody')).rejects.toThrow()
  },
)
