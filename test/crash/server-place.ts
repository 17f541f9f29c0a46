import { openPostgres } from '../../src/database/pg.ts'
import { createServerDatabase } from '../support/database.ts'
import { openPlace, type Place } from './place.ts'

/** A place whose rows go to a database of its own on a server. */
export type ServerPlace = Place & AsyncDisposable & { readonly name: string }

/** Such a place, with copies of another's rows and objects where one is given; nobody may be connected to that. */
export const openServerPlace = async (
  server: string,
  repository: string,
  from: ServerPlace | null,
): Promise<ServerPlace> => {
  const place = await openPlace(repository, from)
  const { url, name, drop } = await createServerDatabase(server, from?.name)
  return {
    ...place,
    name,
    variables: { DATABASE_URL: url },
    [Symbol.asyncDispose]: async () => {
      await place[Symbol.asyncDispose]()
      await drop()
    },
  }
}

/** How many connections to its database wait for a lock. */
export const waitingIn = async ({ name, variables }: ServerPlace): Promise<number> => {
  const server = await openPostgres(variables.DATABASE_URL ?? '')
  const waiting = await server.query(
    "select pid from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'",
    [name],
  )
  await server.close()
  return waiting.length
}
