/** An object that a bucket is known to hold. */
export type KnownObject = {
  readonly key: string
  /** Hexadecimal SHA-256 of the bytes. */
  readonly sha256: string
  /** In bytes; null where only its key was seen in a list. */
  readonly size: number | null
  /** Mark of the headers it was put with; null where nobody looked. */
  readonly headers: string | null
  readonly cacheTags: readonly string[]
}

/** The port to where it is kept what a bucket is known to hold. */
export type KnownObjects = {
  /** Whether anything was ever noted of this bucket. */
  readonly isBegun: () => Promise<boolean>
  /** Forgets all there was, and takes these for what the bucket holds. */
  readonly begin: (objects: readonly KnownObject[]) => Promise<void>
  readonly find: (key: string) => Promise<KnownObject | null>
  readonly note: (object: KnownObject) => Promise<void>
}
