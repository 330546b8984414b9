import type { Session, SessionFailure } from './session.ts'
export async function readBrowserSession(host: Element): Promise<Session | SessionFailure> {
  return { code: 'invalid_config', hint: host.localName }
}
