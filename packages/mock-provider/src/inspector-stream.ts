/** What the inspector follows, as server-sent events: every request, and the state whenever it changes. */
import type { Outgoing } from './http-message.ts'
import type { RequestRecord, WritableRequestLog } from './request-log.ts'
import type { Snapshot } from './snapshot.ts'

const toldAtFirst = 300
/** How soon a change shows that no request made. */
const lookEveryMs = 500

export function inspectorStream(log: WritableRequestLog, snapshot: () => Snapshot): Outgoing {
  const follow = (send: (text: string) => void) => {
    let told = ''
    const tell = (event: string, data: string) => send(`event: ${event}\ndata: ${data}\n\n`)
    const tellState = () => {
      const state = snapshot()
      // The clock runs by itself: only a clock that was moved is news.
      const text = JSON.stringify({ ...state, now: undefined })
      if (text !== told) tell('state', JSON.stringify(state))
      told = text
    }
    const tellRequest = (record: RequestRecord) => {
      tell('request', JSON.stringify(record))
      tellState()
    }
    tell('requests', JSON.stringify(log.newest(toldAtFirst)))
    tellState()
    const leave = log.subscribe(tellRequest)
    const timer = setInterval(tellState, lookEveryMs)
    return () => {
      leave()
      clearInterval(timer)
    }
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'text/event-stream' },
    body: '',
    delivery: { kind: 'stream', follow },
  }
}
