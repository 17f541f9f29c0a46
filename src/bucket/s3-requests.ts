import type { S3Client } from '@aws-sdk/client-s3'
import { tell } from '../event.ts'
import { statusOf } from './s3-failure.ts'

/** Has a client tell of each request that it sends, as it is answered or not. */
export const tellRequests = ({ middlewareStack }: Pick<S3Client, 'middlewareStack'>): void =>
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const start = performance.now()
        const { method, size } = sizeOf(args.request)
        const told = (status: number | null, received: number): void =>
          tell({
            kind: 'request',
            to: 's3',
            operation: commandName.replace(/Command$/, ''),
            status,
            seconds: (performance.now() - start) / 1000,
            sent: size,
            received,
          })
        try {
          const result = await next(args)
          const { response } = result as { readonly response?: Message & { statusCode?: number } }
          // What HEAD names is not sent.
          told(response?.statusCode ?? null, method === 'HEAD' ? 0 : sizeOf(response).size)
          return result
        } catch (error) {
          told(statusOf(error), 0)
          throw error
        }
      },
    { step: 'finalizeRequest', priority: 'low', name: 'tellRequests' },
  )

/** What the SDK has of a request or an answer. */
type Message = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

const sizeOf = (message: unknown): { readonly method: string; readonly size: number } => {
  const { method = '', headers = {} } = (message ?? {}) as Message
  return { method, size: Number(headers['content-length'] ?? 0) }
}
