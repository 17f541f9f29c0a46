/** The HTTP status that a server has answered an SDK's request with; null where it did not answer. */
export const statusOf = (error: unknown): number | null => {
  const { $metadata } = (error ?? {}) as {
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  return $metadata?.httpStatusCode ?? null
}

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
  ECONNREFUSED: 'Nothing answers at that address: see `endpoint` in the configuration.',
  ENOTFOUND: 'There is no such host: see `endpoint` in the configuration.',
  NotImplemented: 'The server lacks what publishing needs, such as conditional writes.',
}

/** What to do about a failed request; empty where there is nothing to say. */
export const explainS3 = (error: unknown): string => {
  const { name, code } = (error ?? {}) as { readonly name?: string; readonly code?: string }
  return hints[name ?? ''] ?? hints[code ?? ''] ?? ''
}
