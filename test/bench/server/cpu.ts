import { type CpuServer, median, startCpuServer } from './load.ts'

/** Processes of one program differ among themselves by a tenth: where it lies in memory, what was compiled when. */
const pairs = 7
const rounds = 6
/** Until then its functions are still being compiled. */
const warmUpRequests = 40_000
/** Enough that what it costs to come to the processor's caches again does not count. */
const requests = 6000

/** CPU of the other server per request to that of this one; 1 = what this one does besides is free. */
export async function ratioTo(other: string[], args: string[]): Promise<number> {
  const ratios: number[] = []
  for (let pair = 0; pair < pairs; pair += 1) ratios.push(await ratioOfPair(other, args))
  return median(ratios)
}

async function ratioOfPair(other: string[], args: string[]): Promise<number> {
  const theirs = await startWarm(other)
  try {
    const own = await startWarm(args)
    try {
      const costs = { theirs: Number.POSITIVE_INFINITY, own: Number.POSITIVE_INFINITY }
      // The least of each: what else the machine does only ever adds.
      for (let round = 0; round < rounds; round += 1) {
        costs.theirs = Math.min(costs.theirs, await theirs.measure(requests))
        costs.own = Math.min(costs.own, await own.measure(requests))
      }
      return costs.theirs / costs.own
    } finally {
      own.stop()
    }
  } finally {
    theirs.stop()
  }
}

async function startWarm(args: string[]): Promise<CpuServer> {
  const server = await startCpuServer(args)
  await server.measure(warmUpRequests)
  return server
}
