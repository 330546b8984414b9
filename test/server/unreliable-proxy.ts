import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands before a database and does to its connections what networks and restarts do. */
export async function createUnreliableProxy(target: string) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isStalled = false
  let delayMs = 0

  /** Passes everything on in its order, each as late as is asked for at the time. */
  function createLine(to: Socket): (chunk: Buffer) => void {
    let freeAt = 0
    return (chunk) => {
      freeAt = Math.max(freeAt, performance.now() + delayMs)
      const waitMs = freeAt - performance.now()
      if (waitMs <= 0) to.write(chunk)
      else setTimeout(() => to.write(chunk), Math.ceil(waitMs))
    }
  }

  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      const pass = createLine(to)
      from.on('data', (chunk) => {
        if (isStalled) return
        if (from === far) pass(chunk)
        else to.write(chunk)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })

  async function listen(onPort: number): Promise<number> {
    server.listen(onPort, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }

  const ownPort = await listen(0)
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = `${ownPort}`

  const dropAll = () => {
    for (const socket of sockets) socket.destroy()
  }

  return {
    url: url.href,
    /** The database is gone: connections break, and new ones are refused. */
    async goAway() {
      server.close()
      dropAll()
      await once(server, 'close')
    },
    /** And is there again. */
    comeBack: () => listen(ownPort),
    /** Connections break; new ones are fine. */
    dropAll,
    /** Nothing is answered any more, and nothing breaks. What was sent meanwhile is lost. */
    stall() {
      isStalled = true
    },
    goOn() {
      isStalled = false
      dropAll()
    },
    /** Everything is done at once, and told so many milliseconds later. */
    answerAfter(ms: number) {
      delayMs = ms
    },
    async end() {
      server.close()
      dropAll()
    },
  }
}

export type UnreliableProxy = Awaited<ReturnType<typeof createUnreliableProxy>>
