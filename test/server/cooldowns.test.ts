import { LoginError } from '@sso-login/client'
import { describe, expect, it } from 'vitest'
import { createCooldowns } from '../../packages/server/src/cooldowns.ts'

const error = new LoginError({ code: 'network_error', step: 'refresh', message: 'away' })

describe('a provider that has failed', () => {
  it('is not left alone for longer because the clock was set back', () => {
    let nowMs = 3_600_000
    const cooldowns = createCooldowns(() => nowMs)
    cooldowns.start('grant', error)
    nowMs = 0
    expect(cooldowns.errorOf('grant')).toBeUndefined()
  })
})
