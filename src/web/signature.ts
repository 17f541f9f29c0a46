import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether a body was signed with one of the secrets, as GitHub signs: `sha256=` and the HMAC of the raw bytes in hexadecimal.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const isSigned = (
  secrets: readonly string[],
  header: string | undefined,
  body: Uint8Array,
): boolean => {
  const given = Buffer.from(header ?? '')
  return anyEqual(
    secrets.map((secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`),
    given,
  )
}

/** Whether a token, which GitLab sends as it is, is one of the secrets. */
export const isToken = (secrets: readonly string[], header: string | undefined): boolean =>
  anyEqual(secrets, Buffer.from(header ?? ''))

/** Looks at all of them, and takes as long for each whether it is equal or not: what is compared are digests of one length. */
const anyEqual = (expected: readonly string[], given: Uint8Array): boolean => {
  const digest = (value: string | Uint8Array): Buffer =>
    createHmac('sha256', 'compare').update(value).digest()
  const wanted = digest(given)
  return expected.map((each) => timingSafeEqual(digest(each), wanted)).includes(true)
}
