/** Ubisecure's document lets the id and secret travel in the query too. RFC 6749 2.3.1 forbids the URL. */
type Fetch = typeof globalThis.fetch

const WARNING =
  'sso-login: x_client_secret_query puts the client secret into URLs, where every log on the way keeps it. Use client_secret_basic.'

/** A `fetch` that takes the client's credentials out of the form and puts them into the URL. */
export function secretInQuery(fetch: Fetch): Fetch {
  console.warn(WARNING)
  return (input, init) => {
    if (!(init?.body instanceof URLSearchParams) || !init.body.has('client_secret')) {
      return fetch(input, init)
    }
    const url = new URL(String(input))
    const body = new URLSearchParams(init.body)
    for (const name of ['client_id', 'client_secret']) {
      url.searchParams.set(name, body.get(name) as string)
      body.delete(name)
    }
    return fetch(url.href, { ...init, body })
  }
}
