/** What is kept beside an object's bytes and sent to whoever reads it. */
export type ObjectHeaders = {
  readonly contentType: string
  readonly cacheControl: string
  /** By which a CDN can forget it together with others; ASCII without spaces and commas. Kept where the bucket can. */
  readonly cacheTags?: readonly string[]
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

/** Bytes that are read while they are put or sent on, from the beginning each time they are opened. */
export type ObjectSource = {
  /** In bytes. */
  readonly size: number
  /** Hexadecimal SHA-256 of the bytes. */
  readonly sha256: string
  readonly open: () => AsyncIterable<Uint8Array>
}

/** What can be put: bytes in memory, or where they come from, for those that are too many for it. */
export type ObjectBody = Uint8Array | ObjectSource

/** `create` refuses to overwrite; `match` overwrites only the object with that etag. */
export type PutCondition =
  | { readonly kind: 'create' }
  | { readonly kind: 'match'; readonly etag: string }

/** `stored`: now there. `exists`: a create-only put found the key taken. `changed`: the etag no longer matches. */
export type PutOutcome = 'stored' | 'exists' | 'changed'

/** How many small objects are best put at the same time: each waits for a disk or a server, not for us. */
export const putsAtOnce = 32

/** The port to object storage. Keys are relative, `/`-separated, without `.` or `..` parts. */
export type Bucket = {
  /**
   * Stores an object whole or not at all. A source is opened once for each attempt, and never where the condition does
   * not hold beforehand.
   * @throws ContentError `BODY_SIZE` or `BODY_HASH` where a source gives other bytes than it says; one that its reading
   *   throws, unchanged; `BUCKET` for whatever else fails
   */
  readonly put: (
    key: string,
    body: ObjectBody,
    headers: ObjectHeaders,
    condition: PutCondition,
  ) => Promise<PutOutcome>
  /**
   * What is stored, as a source: opened, it gives the bytes and never holds more than some of them.
   * Reading throws ContentError `ALTERED`, at the latest at the end, where they are not those that were put.
   */
  readonly head: (key: string) => Promise<(StoredObject & ObjectSource) | null>
  /** A small object, whole. Throws ContentError `ALTERED` where its bytes are not those that were put. */
  readonly read: (
    key: string,
  ) => Promise<{ readonly object: StoredObject; readonly body: Uint8Array } | null>
  /** Keys that begin with `prefix`, in code-unit order. */
  readonly list: (prefix: string) => Promise<readonly string[]>
  /** A bucket that keeps what it had under a key keeps it here too, unless all `versions` are to go. */
  readonly remove: (keys: readonly string[], versions?: 'all') => Promise<void>
}
