/** What came of telling a CDN: `busy` where it takes no more now and has to be asked again later. */
export type InvalidationOutcome = 'accepted' | 'busy'

/** The port to a content delivery network. */
export type Cdn = {
  /**
   * Has the objects under these paths fetched anew. A `reference` that was used before with the same paths does and
   * costs nothing more. Throws CDN where the network cannot be told.
   */
  readonly invalidate: (paths: readonly string[], reference: string) => Promise<InvalidationOutcome>
}
