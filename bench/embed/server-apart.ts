import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openOpenaiServer, type ServerManners } from '../../test/support/openai-server.ts'

/** What a server was asked for since it was last looked at; tokens by the service's estimate, a quarter of the bytes. */
export type Asked = { readonly requests: number; readonly texts: number; readonly tokens: number }

/** A server in a thread of its own, as a service is no part of whoever asks it. */
export type ServerApart = AsyncDisposable & {
  readonly baseUrl: string
  readonly asked: () => Promise<Asked>
}

/** Starts the server, which sells vectors without zeros, as models make them: as text they are long. */
export const openServerApart = async (
  manners: Pick<ServerManners, 'latency' | 'perMinute'>,
): Promise<ServerApart> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: manners })
  const next = async (): Promise<unknown> => (await once(worker, 'message'))[0]
  const baseUrl = String(await next())
  return {
    baseUrl,
    asked: async () => {
      worker.postMessage('asked')
      return (await next()) as Asked
    },
    [Symbol.asyncDispose]: async () => {
      await worker.terminate()
    },
  }
}

const dimensions = 1536

/** A unit vector that the text decides (xorshift). */
const vectorOf = (text: string): Float32Array => {
  const vector = new Float32Array(dimensions)
  let state = createHash('sha256').update(text).digest().readInt32LE() | 1
  let sum = 0
  for (let at = 0; at < dimensions; at += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    vector[at] = state
    sum += state * state
  }
  const length = Math.sqrt(sum)
  for (let at = 0; at < dimensions; at += 1) vector[at] = (vector[at] ?? 0) / length
  return vector
}

const serve = async (manners: Pick<ServerManners, 'latency' | 'perMinute'>): Promise<void> => {
  const server = await openOpenaiServer({ ...manners, vectorOf })
  // A service has been running for long: what makes vectors is compiled.
  for (let text = 0; text < 2_000; text += 1) vectorOf(String(text))
  let seen = 0
  parentPort?.on('message', () => {
    const asked = server.asked.slice(seen)
    seen += asked.length
    const texts = asked.flatMap(({ input }) => input)
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    const told: Asked = {
      requests: asked.length,
      texts: texts.length,
      tokens: Math.ceil(bytes / 4),
    }
    parentPort?.postMessage(told)
  })
  parentPort?.postMessage(server.baseUrl)
}

if (!isMainThread) await serve(workerData as Pick<ServerManners, 'latency' | 'perMinute'>)
