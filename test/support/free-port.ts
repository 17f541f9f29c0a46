import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port of this machine on which nobody listens. It stays free until it is taken, since systems give none below 32,768 to
 * connections (`ip_local_port_range`) and to those who ask for any.
 */
export const freePort = async (): Promise<number> => {
  const port = randomInt(20_000, 32_768)
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) return freePort()
  server.close()
  await once(server, 'close')
  return port
}
