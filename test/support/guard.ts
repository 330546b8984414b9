import { type ChildProcess, spawn } from 'node:child_process'

/** What is not to outlive this process, however that ends: also by `kill -9`, of which it hears nothing itself. */
export interface Guard {
  /** Ends this one with us. Of what ends long before us the number may be another's by then. */
  watch(child: ChildProcess): void
  /** Ends what is watched; done at the end of this process in any case. */
  stop(): void
}

// SIGQUIT says to PostgreSQL: end at once, and take your children with you. Several attempts at the folder, since a server
// that is ending may still be writing.
const script = `
  pids=
  while read pid; do pids="$pids $pid"; done
  [ -z "$pids" ] || kill -QUIT $pids
  for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rm -rf "$1"
    sleep 0.1
    [ -e "$1" ] || exit
  done`

/** A process that removes `folder` and ends what it watches as soon as its input ends. */
export function createGuard(folder: string): Guard {
  const guard = spawn('sh', ['-c', script, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C in a terminal is for all the others.
    detached: true,
  })
  guard.unref()
  return {
    watch: ({ pid }) => guard.stdin.write(`${pid}\n`),
    stop: () => guard.stdin.end(),
  }
}
