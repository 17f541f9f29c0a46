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

/**
 * Promises a request of so many tokens its turn among those of all processes that ask a model's service; gives the milliseconds until
 * then.
 */
export type Turn = (model: string, weight: number) => Promise<number>

/** How patient an embedder is with its service: a load can wait and try again, a reader with a question cannot. */
export type Patience = 'load' | 'question'

/**
 * The port to a service that embeds whole files of texts within a day, for less than one by one. Its methods reject with
 * `EMBEDDER` where the service cannot be asked.
 */
export type EmbeddingBatches = Pick<Embedder, 'model' | 'price'> & {
  /** The most that one batch holds. */
  readonly largest: RequestSize
  /**
   * Uploads texts and has a batch made of them that carries `mark`. Gives the id of the batch; null where there was no
   * text.
   */
  readonly start: (
    mark: string,
    texts: AsyncIterable<readonly BatchText[]>,
  ) => Promise<string | null>
  /** The id of the batch that carries `mark` and was not made before `since`, in milliseconds; null where there is none. */
  readonly find: (mark: string, since: number) => Promise<string | null>
  readonly look: (id: string) => Promise<BatchState>
  /** What came back, in any order; after a cut connection some of it a second time. */
  readonly read: (files: readonly string[]) => AsyncIterable<BatchAnswer>
  /** Removes files that are of no more use. What stays because the service cannot be asked expires. */
  readonly remove: (files: readonly string[]) => Promise<void>
}

/** A text with the SHA-256 by which its answer is known. */
export type BatchText = { readonly digest: string; readonly text: string }

/** How far a batch has come. */
export type BatchState =
  | { readonly kind: 'under way'; readonly done: number }
  | EndedBatch
  /** The service knows nothing of it. */
  | { readonly kind: 'gone' }

/** A batch that nothing more will come of. */
export type EndedBatch = {
  readonly kind: 'ended'
  readonly how: 'completed' | 'failed' | 'expired' | 'cancelled'
  /** What the service says of it; empty where it says nothing. */
  readonly reason: string
  /** Whether it was turned away because too much is under way already, or in it. */
  readonly tooMuch: boolean
  /** The files of what came back. */
  readonly answers: readonly string[]
  /** All files that belong to it. */
  readonly files: readonly string[]
}

/** A unit vector, checked as those of `Embedder`, or why there is none. */
export type BatchAnswer =
  | { readonly kind: 'vector'; readonly digest: string; readonly vector: Float32Array }
  | { readonly kind: 'refused'; readonly reason: string }
