import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A server in between that loses one reply. */
export type CuttingProxy = AsyncDisposable & {
  /** The address of the database, by way of the proxy. */
  readonly url: string
  /** How often it has cut. */
  readonly cuts: () => number
}

// As it goes over the wire in a simple query: `Q`, its length, the text and a zero.
const commit = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1')

/**
 * Forwards to a PostgreSQL server. The first COMMIT on a connection that has sent `statement` before is passed
 * on, and the client is cut off before it hears how it went.
 */
export const openCuttingProxy = async (url: string, statement: string): Promise<CuttingProxy> => {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let cuts = 0
  const server = createServer((client) => {
    const backend = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [client, backend]) {
      sockets.add(socket)
      // Either end may reset the other's connection; both then close.
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    let armed = false
    client.on('data', (data) => {
      armed ||= data.includes(statement)
      backend.write(data)
      if (!armed || cuts > 0 || !data.includes(commit)) return
      cuts += 1
      client.destroy()
    })
    backend.on('data', (data) => client.destroyed || client.write(data))
    backend.on('close', () => client.destroy())
    // Whoever was cut off has its COMMIT carried out all the same: only the way back is closed.
    client.on('close', () => backend.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(typeof address === 'object' && address !== null ? address.port : '')
  return {
    url: through.href,
    cuts: () => cuts,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
