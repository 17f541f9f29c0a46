declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream'
  import type { Submittable } from 'pg'

  /** A stream that `client.query` runs as the given `COPY … FROM STDIN`. */
  export const from: (sql: string) => Writable & Submittable & { readonly rowCount: number }
}
