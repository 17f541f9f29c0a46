import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { type Delivery, deliveryAt } from './deliveries.ts'

/** What came of a load. */
export type LoadFigures = {
  readonly seconds: number
  /** All requests, the bad ones included. */
  readonly requests: number
  readonly bad: number
  /** Ids that were accepted. */
  readonly accepted: ReadonlySet<string>
  /** How many were answered otherwise than they have to be, by `<status>, not <status>`. */
  readonly surprises: ReadonlyMap<string, number>
  /** Milliseconds from the first byte that was sent to the last that came, of those that were accepted, ascending. */
  readonly times: readonly number[]
}

/** Delivers over so many connections, over each the next as soon as the last was answered. */
export const deliverFor = async (
  url: string,
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<LoadFigures> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const accepted = new Set<string>()
  const surprises = new Map<string, number>()
  const times: number[] = []
  const start = performance.now()
  let requests = 0
  let bad = 0
  const deliverOn = async (): Promise<void> => {
    while (performance.now() - start < seconds * 1000) {
      const delivery = deliveryAt(requests)
      requests += 1
      if (delivery.id === null) bad += 1
      const begun = performance.now()
      const status = await send(url, agent, delivery)
      // What is too large is not read, so that its sender may find the connection closed before it hears why.
      const isCutOff = status === 0 && delivery.status === 413
      if (status !== delivery.status && !isCutOff) {
        const what = `${status}, not ${delivery.status}`
        surprises.set(what, (surprises.get(what) ?? 0) + 1)
      } else if (delivery.id !== null) {
        accepted.add(delivery.id)
        times.push(performance.now() - begun)
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, deliverOn))
  agent.destroy()
  const took = (performance.now() - start) / 1000
  const ascending = times.toSorted((a, b) => a - b)
  return { seconds: took, requests, bad, accepted, surprises, times: ascending }
}

/** The status of the answer; 0 where none came. */
const send = (url: string, agent: Agent, { headers, body }: Delivery): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const sent = request(`${url}webhooks/github`, { method: 'POST', agent, headers }, (response) => {
    response.resume()
    response.on('end', () => resolve(response.statusCode ?? 0))
    response.on('error', () => resolve(response.statusCode ?? 0))
  })
  sent.on('error', () => resolve(0))
  sent.end(body)
  return promise
}

/** Senders of one byte a second, each begun again when it is cut off, until they are told to end; gives how often they were. */
export const dripFrom = (
  url: string,
  senders: number,
): { readonly end: () => Promise<{ readonly cutOff: number; readonly longest: number }> } => {
  const { hostname, port } = new URL(url)
  let isOver = false
  let cutOff = 0
  let longest = 0
  const drip = async (): Promise<void> => {
    while (!isOver) {
      const begun = performance.now()
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      socket.write('POST /webhooks/github HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n')
      const timer = setInterval(() => (isOver ? socket.destroy() : socket.write('x')), 1000)
      socket.resume()
      await once(socket, 'close')
      clearInterval(timer)
      if (isOver) return
      cutOff += 1
      longest = Math.max(longest, (performance.now() - begun) / 1000)
    }
  }
  const dripping = Array.from({ length: senders }, drip)
  return {
    end: async () => {
      isOver = true
      await Promise.all(dripping)
      return { cutOff, longest }
    },
  }
}
