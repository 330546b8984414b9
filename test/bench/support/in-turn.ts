/** Two programs measured against each other, each in a process of its own, by turns. */

export interface MeasuredProcess {
  /** CPU microseconds of the process for each of so many. */
  measure(count: number): Promise<number>
  stop(): void
}

export interface Turns {
  /** Fresh processes of both: those of one program differ among themselves by a tenth. */
  readonly pairs: number
  readonly rounds: number
  /** Until then functions are still being compiled. */
  readonly warmUp: number
  /** Of a round: enough that what it costs to come to the processor's caches again does not count. */
  readonly each: number
}

export type StartProcess = () => Promise<MeasuredProcess>

/** CPU of the one to that of the other: the median of the pairs. */
export async function ratioInTurn(
  one: StartProcess,
  other: StartProcess,
  turns: Turns,
): Promise<number> {
  const ratios: number[] = []
  for (let pair = 0; pair < turns.pairs; pair += 1) {
    ratios.push(await ratioOfPair(one, other, turns))
  }
  return median(ratios)
}

async function ratioOfPair(
  one: StartProcess,
  other: StartProcess,
  { rounds, warmUp, each }: Turns,
): Promise<number> {
  const started: MeasuredProcess[] = []
  const startWarm = async (start: StartProcess) => {
    const process = await start()
    started.push(process)
    await process.measure(warmUp)
    return process
  }
  try {
    const first = await startWarm(one)
    const second = await startWarm(other)
    let least = Number.POSITIVE_INFINITY
    let otherLeast = Number.POSITIVE_INFINITY
    // The least of each: what else the machine does only ever adds.
    for (let round = 0; round < rounds; round += 1) {
      least = Math.min(least, await first.measure(each))
      otherLeast = Math.min(otherLeast, await second.measure(each))
    }
    return least / otherLeast
  } finally {
    for (const process of started) process.stop()
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number
