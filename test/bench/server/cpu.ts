import { type CpuServer, median, startCpuServer } from './load.ts'

const rounds = 15
const warmUpRequests = 15_000
const requests = 1500

/** CPU of a server per request, as a ratio to another's measured right before and after: 1 = its sessions are free. */
export async function ratioTo(bare: CpuServer, args: string[]): Promise<number> {
  const server = await startWarm(args)
  try {
    const ratios: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const before = await bare.measure(requests)
      const own = await server.measure(requests)
      const after = await bare.measure(requests)
      ratios.push((before + after) / 2 / own)
    }
    return median(ratios)
  } finally {
    server.stop()
  }
}

export async function startWarm(args: string[]): Promise<CpuServer> {
  const server = await startCpuServer(args)
  await server.measure(warmUpRequests)
  return server
}
