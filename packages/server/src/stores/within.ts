/**
 * The answer of a database, or an error when it is too long in coming: a connection that is dead
 * without having said so answers never.
 */
export function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const late = new Error(`The database has not answered within ${timeoutMs} ms.`)
      reject(Object.assign(late, { name: 'TimeoutError', code: 'ETIMEDOUT' }))
    }, timeoutMs)
    // Not by `finally`: it adds two promises to each read.
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
