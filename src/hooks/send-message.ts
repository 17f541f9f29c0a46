import { createHmac } from 'node:crypto'
import type { Hook, HookMessage } from './hook.ts'

// Receivers that take longer do their work before they answer, and should not.
const longestWait = 10_000

/** Signs a message: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const signature = (
  secret: Uint8Array,
  { id, sent, body }: { readonly id: string; readonly sent: number; readonly body: string },
): string => `v1,${createHmac('sha256', secret).update(`${id}.${sent}.${body}`).digest('base64')}`

/**
 * Sends a message once, by one request that follows no redirect.
 * @param now milliseconds since 1970
 * @returns what went wrong, in words that name no address; null where the receiver took it (2xx)
 */
export const sendMessage = async (
  { url, secret }: Hook,
  message: HookMessage,
  now: number,
): Promise<string | null> => {
  const { id } = message
  const body = JSON.stringify({
    type: message.type,
    timestamp: message.timestamp,
    data: message.data,
  })
  const sent = Math.floor(now / 1000)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'hma-content',
        'webhook-id': id,
        'webhook-timestamp': String(sent),
        'webhook-signature': signature(secret, { id, sent, body }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(longestWait),
    })
    // Nothing of what it says is wanted; unread, it would keep the connection.
    await response.body?.cancel()
    return response.ok ? null : `answered ${response.status}`
  } catch (error) {
    return faultOf(error)
  }
}

const faultOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'could not be reached'
  if (error.name === 'TimeoutError') return `gave no answer within ${longestWait / 1000} s`
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return /^[A-Z_]+$/.test(code) ? `could not be reached (${code})` : 'could not be reached'
}
