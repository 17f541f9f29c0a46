/**
 * Why the tool could not do its job. `refused` codes mean that nothing was changed on purpose
 * (exit code 3); every other code is a failure of the tool or its surroundings (exit code 2).
 */
export type ErrorCode =
  | 'ALTERED'
  | 'BODY_HASH'
  | 'BODY_SIZE'
  | 'CONFIG'
  | 'DATABASE'
  | 'BUCKET'
  | 'CDN'
  | 'EMBEDDER'
  | 'GIT'
  | 'GIT_MISSING'
  | 'LOCKED'
  | 'MEDIA'
  | 'MIGRATION'
  | 'OVERTAKEN'
  | 'QUERY'
  | 'REF'
  | 'REFUSED'
  | 'USAGE'
  | 'WORK_TREE'

/** A failure with a stable code, a hint at what to do, and the cause where there is one. */
export class ContentError extends Error {
  readonly code: ErrorCode
  readonly hint: string

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ContentError'
    this.code = code
    this.hint = options.hint ?? ''
  }
}
