import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line to a database server that can fail. */
export type Line = AsyncDisposable & {
  /** Address of the database, over the line. */
  readonly url: string
  /** Ends all connections, and takes no new ones. */
  readonly cut: () => void
  /** Loses whatever is sent from now on, either way, and says nothing of it: what is connected stays so. */
  readonly hush: () => void
  /** New connections are as before; those that have lost something never are. */
  readonly mend: () => void
}

/** Opens a line to a server, with parameters more in its address where some are given. */
export const openLine = async (
  url: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Line> => {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const lost = new WeakSet<Socket>()
  let state: 'whole' | 'cut' | 'silent' = 'whole'
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => {})
    if (state === 'cut') client.destroy()
    if (state !== 'whole') return
    const backend = connect(Number(target.port || 5432), target.hostname)
    for (const [socket, other] of [
      [client, backend],
      [backend, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => other.destroy())
      socket.on('data', (data) => {
        if (!lost.has(socket)) other.write(data)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(typeof address === 'object' && address !== null ? address.port : '')
  for (const [name, value] of Object.entries(parameters)) through.searchParams.set(name, value)
  const end = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  return {
    url: through.href,
    cut: () => {
      state = 'cut'
      end()
    },
    hush: () => {
      state = 'silent'
      for (const socket of sockets) lost.add(socket)
    },
    mend: () => {
      state = 'whole'
    },
    [Symbol.asyncDispose]: async () => {
      state = 'cut'
      end()
      server.close()
    },
  }
}
