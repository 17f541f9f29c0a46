/** The HTTP status that a server has answered an SDK's request with; null where it did not answer. */
export const statusOf = (error: unknown): number | null => {
  const { $metadata } = (error ?? {}) as {
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  return $metadata?.httpStatusCode ?? null
}

type Failure = {
  readonly name?: string
  readonly code?: string
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

const failureOf = (error: unknown): Failure => (error ?? {}) as Failure

const passingStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])
// `RequestTimeout` is S3's answer, with status 400, to a body that came too slowly.
const passingNames: ReadonlySet<string> = new Set(['TimeoutError', 'RequestTimeout'])
const passingCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
])

const isPassing = (error: unknown): boolean => {
  const { name = '', code = '' } = failureOf(error)
  return (
    passingStatuses.has(statusOf(error) ?? 0) || passingNames.has(name) || passingCodes.has(code)
  )
}

// Doubled each time and halved by chance at most, these outlast a minute of refusals: S3 asks for no less patience
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html).
const firstPause = 100
const longestPause = 20_000
const mostAttempts = 14
// Where nobody listens, the address is more likely wrong than the server starting.
const mostRefusals = 5

/**
 * Milliseconds after which a failed request is sent again; null where that is of no use or was done often enough.
 * `chance` is from 0 to 1.
 */
export const pauseAfter = (
  attempt: number,
  error: unknown,
  chance: number = Math.random(),
): number | null => {
  const { code, $response } = failureOf(error)
  if (!isPassing(error)) return null
  if (code === 'ECONNREFUSED' && attempt >= mostRefusals) return null
  const own = pauseOf(attempt, chance)
  const asked = 1000 * (Number($response?.headers?.['retry-after'] ?? 0) || 0)
  return own === null ? null : Math.max(own, Math.min(asked, longestPause))
}

/** Milliseconds to wait after so many attempts; null after the last. */
export const pauseOf = (attempt: number, chance: number = Math.random()): number | null =>
  attempt >= mostAttempts
    ? null
    : Math.min(longestPause, firstPause * 2 ** (attempt - 1)) * (0.5 + chance / 2)

/** Whether one object of many, refused with this code, may be taken when it is sent again. */
export const isPassingCode = (code: string | undefined): boolean =>
  ['InternalError', 'ServiceUnavailable', 'SlowDown'].includes(code ?? '')

// Names of errors: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const hints: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Make the bucket first, or correct its name in the configuration.',
  AccessDenied:
    'The credentials need s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket for it.',
  InvalidAccessKeyId: 'The server does not know the access key: see which credentials are set.',
  SignatureDoesNotMatch: 'The secret key does not belong to the access key.',
  CredentialsProviderError:
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or any other source of credentials that the AWS SDK reads.',
  PermanentRedirect: 'The bucket is in another region: set `AWS_REGION`.',
  'KMS.NotFoundException': 'There is no such key: see `kmsKey` in the configuration.',
  PreconditionFailed:
    'The server will not overwrite what nobody has changed. Ceph’s gateway is so with a bucket that keeps versions: suspend them.',
  ECONNREFUSED: 'Nothing answers at that address: see `endpoint` in the configuration.',
  ENOTFOUND: 'There is no such host: see `endpoint` in the configuration.',
  NotImplemented: 'The server lacks what publishing needs, such as conditional writes.',
}

/** What to do about a failed request; empty where there is nothing to say. */
export const explainS3 = (error: unknown): string => {
  const { name, code } = failureOf(error)
  return hints[name ?? ''] ?? hints[code ?? ''] ?? ''
}
