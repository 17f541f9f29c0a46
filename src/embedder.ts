/** The port to whatever turns text into vectors. */
export type Embedder = {
  /** Stored as `model_version`; names the provider where it is not OpenAI. */
  readonly model: string
  readonly dimensions: number
  /** US dollars per million tokens; 0 for the offline embedder. */
  readonly price: number
  /** One unit vector per text, in the order of the texts, each checked for length and finite values. */
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>
}
