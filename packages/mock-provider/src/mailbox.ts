/** A mail that the provider "sent": nothing leaves the mock. */
export interface Mail {
  /** `<digits.digits.digits@host>` */
  readonly 'Message-ID': string
  /** ISO 8601, by the mock's clock. */
  readonly at: string
  readonly clientId: string
  readonly from: string
  readonly to: readonly string[]
  readonly reply_to: readonly string[]
  /** As it arrives, with what the provider puts before it. */
  readonly subject: string
  /** As it arrives, with the provider's footer. */
  readonly message: string
}

/** The newest 10,000 mails, oldest first. */
export interface Mailbox {
  readonly all: () => Mail[]
  readonly last: () => Mail | undefined
}

export interface WritableMailbox extends Mailbox {
  readonly add: (mail: Mail) => void
}

const capacity = 10_000

export function createMailbox(): WritableMailbox {
  const mails: Mail[] = []
  return {
    all: () => mails.slice(),
    last: () => mails.at(-1),
    add(mail) {
      mails.push(mail)
      if (mails.length > capacity) mails.shift()
    },
  }
}
