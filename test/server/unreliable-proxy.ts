import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands before a database and does to its connections what networks and restarts do. */
export async function createUnreliableProxy(target: string) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isStalled = false

  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (!isStalled) to.write(chunk)
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
    async end() {
      server.close()
      dropAll()
    },
  }
}

export type UnreliableProxy = Awaited<ReturnType<typeof createUnreliableProxy>>
