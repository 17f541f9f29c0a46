/** What is kept beside an object's bytes and sent to whoever reads it. */
export type ObjectHeaders = {
  readonly contentType: string
  readonly cacheControl: string
}

/** An object as it stands in the bucket. */
export type StoredObject = ObjectHeaders & {
  readonly key: string
  readonly size: number
  /** Hexadecimal SHA-256 of the bytes. */
  readonly sha256: string
  /** Opaque; changes whenever the bytes or headers change. */
  readonly etag: string
}

/** `create` refuses to overwrite; `match` overwrites only the object with that etag. */
export type PutCondition =
  | { readonly kind: 'create' }
  | { readonly kind: 'match'; readonly etag: string }

/** `stored`: now there. `exists`: a create-only put found the key taken. `changed`: the etag no longer matches. */
export type PutOutcome = 'stored' | 'exists' | 'changed'

/** The port to object storage. Keys are relative, `/`-separated, without `.` or `..` parts. */
export type Bucket = {
  readonly put: (
    key: string,
    body: Uint8Array,
    headers: ObjectHeaders,
    condition: PutCondition,
  ) => Promise<PutOutcome>
  readonly head: (key: string) => Promise<StoredObject | null>
  readonly read: (
    key: string,
  ) => Promise<{ readonly object: StoredObject; readonly body: Uint8Array } | null>
  /** Keys that begin with `prefix`, in code-unit order. */
  readonly list: (prefix: string) => Promise<readonly string[]>
  readonly remove: (keys: readonly string[]) => Promise<void>
}
