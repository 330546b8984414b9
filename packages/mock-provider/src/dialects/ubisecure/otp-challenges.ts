/** One-time passwords that are on their way, and where the mock puts them: into its mailbox. */
import { BoundedMap } from '../../bounded-map.ts'
import type { Core } from '../../core.ts'
import type { Person } from '../../people.ts'
import type { RegisteredClient } from '../../registered-client.ts'

export interface OtpChallenge {
  readonly client: RegisteredClient
  readonly grantType: string
  readonly scope: string
  readonly username: string
  readonly person: Person
  readonly code: string
  /** Epoch milliseconds. Chosen: ten minutes. */
  readonly expiresAt: number
}

export interface OtpChallenges {
  /** Sends the code, and gives the reference. `{0}` in the text stands for the code. */
  readonly send: (
    challenge: Omit<OtpChallenge, 'code' | 'expiresAt'>,
    letter: { readonly title: string; readonly body: string },
  ) => string
  /** Documented: a reference may be used once, whatever comes of it. */
  readonly take: (reference: string) => OtpChallenge | undefined
}

const lifetimeMs = 600_000
const kept = 10_000

export function createOtpChallenges({ provider, random, clock, mailbox }: Core): OtpChallenges {
  const challenges = new BoundedMap<string, OtpChallenge>(kept)
  return {
    send(challenge, { title, body }) {
      const reference = random.alphanumeric(43)
      const code = String(random.integer(100_000_000)).padStart(8, '0')
      const now = clock.now()
      challenges.set(reference, { ...challenge, code, expiresAt: now + lifetimeMs })
      const host = new URL(provider.baseUrl).hostname
      mailbox.add({
        'Message-ID': `<${now}.${random.integer(32_768)}.${random.integer(2 ** 31)}@${host}>`,
        at: new Date(now).toISOString(),
        clientId: challenge.client.id,
        from: `no-reply@${host}`,
        to: [challenge.username],
        reply_to: [],
        subject: title,
        message: body.replaceAll('{0}', code),
      })
      return reference
    },
    take(reference) {
      const challenge = challenges.get(reference)
      challenges.delete(reference)
      return challenge
    },
  }
}
