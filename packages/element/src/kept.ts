/** What a page without a backend keeps in IndexedDB: localStorage may be stale in another tab. */
async function inStore<T>(work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('sso-login', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept')
  const database = await settled(opening)
  try {
    return await settled(work(database.transaction('kept', 'readwrite').objectStore('kept')))
  } finally {
    database.close()
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** @returns undefined where there is nothing by that key. */
export const find = <T>(key: string): Promise<T | undefined> => inStore((store) => store.get(key))

export const keep = (key: string, value: unknown): Promise<unknown> =>
  inStore((store) => store.put(value, key))

/** Single use: what is kept by that key is gone in the same transaction of the database. */
export const take = <T>(key: string): Promise<T | undefined> =>
  inStore((store) => {
    const found = store.get(key)
    store.delete(key)
    return found
  })
