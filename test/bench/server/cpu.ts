import { ratioInTurn } from '../support/in-turn.ts'
import { startCpuServer } from './load.ts'

const turns = { pairs: 7, rounds: 6, warmUp: 40_000, each: 6000 }

/** CPU of the other server per request to that of this one; 1 = what this one does besides is free. */
export const ratioTo = (other: string[], args: string[]): Promise<number> =>
  ratioInTurn(
    () => startCpuServer(other),
    () => startCpuServer(args),
    turns,
  )
