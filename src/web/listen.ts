import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { ContentError } from '../errors.ts'

/** Where to listen; port 0 for any that is free. */
export type ListenPlace = { readonly host: string; readonly port: number }

/** A server that listens: its address, and what ends it after the requests under way. */
export type Listening = { readonly url: string; readonly close: () => Promise<void> }

/** How long a sender may take, in milliseconds. Node looks every `connectionsCheckingInterval`, 30 s unless it is told. */
const patience = {
  headersTimeout: 3_000,
  requestTimeout: 4_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 500,
}

/**
 * Serves an application to whoever reaches the host and the port. Who sends slowly, or much, hurts nobody else.
 * @throws ContentError `USAGE` where another program listens there
 */
export const listen = async (app: Hono, { host, port }: ListenPlace): Promise<Listening> => {
  const server = createServer(
    { ...patience, maxHeaderSize: 16 * 1024 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  server.maxHeadersCount = 100
  server.listen(port, host)
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw new ContentError('USAGE', `Cannot listen on ${host}, port ${port}: ${cause.code}.`, {
      cause,
      hint: 'Another program may use it; take another `--port`.',
    })
  })
  return { url: addressOf(server, host), close: () => closeServer(server) }
}

const addressOf = (server: Server, host: string): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/`

const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  await closed
}
