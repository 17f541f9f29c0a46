import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A server as it is met from afar: all that is sent either way takes half of `distance` milliseconds. */
export const openDistant = async (
  address: string,
  distance: number,
): Promise<{ readonly address: string } & AsyncDisposable> => {
  const { hostname, port } = new URL(address)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port || 80), noDelay: true })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      // Timers of one length fire in the order in which they were set.
      from.on('data', (piece) => setTimeout(() => to.destroyed || to.write(piece), distance / 2))
      from.on('close', () => setTimeout(() => to.destroy(), distance / 2))
      from.on('error', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
