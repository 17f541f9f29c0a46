/** What came of telling a CDN: `busy` where it takes no more now and has to be asked again later. */
export type InvalidationOutcome = 'accepted' | 'busy'

/** The port to a content delivery network. */
export type Cdn = {
  /** Whether it knows objects by their cache tags, too. */
  readonly knowsTags: boolean
  /**
   * Has objects fetched anew: those under paths, and those with tags, which begin with `#`. A `reference` that was
   * used before for the same does and costs nothing more. Throws CDN where the network cannot be told.
   */
  readonly invalidate: (items: readonly string[], reference: string) => Promise<InvalidationOutcome>
}
