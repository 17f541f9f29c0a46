/** The port to whatever turns text into vectors. */
export type Embedder = {
  /** Stored as `model_version`; names the provider where it is not OpenAI. */
  readonly model: string
  readonly dimensions: number
  /** US dollars per million tokens; 0 for the offline embedder, null where it is not known. */
  readonly price: number | null
  /** The most that one request takes, as far as the service has let know. */
  readonly largest: () => RequestSize
  /**
   * Unit vectors of the texts, in their order, each checked for length and finite values; by one request that the
   * service takes. Where it takes no more than the first of the texts, of those alone, but always of one at least.
   */
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>
  /** What the service last said that it takes in a minute; null before it said so. */
  readonly limits: () => RateLimits | null
}

/** How much a request holds: texts, and tokens by the larger of two counts (see `weightOf`). */
export type RequestSize = { readonly inputs: number; readonly weight: number }

/** Requests and tokens that a service takes in a minute. */
export type RateLimits = { readonly requests: number; readonly tokens: number }

/** How patient an embedder is with its service: a load can wait and try again, a reader with a question cannot. */
export type Patience = 'load' | 'question'
