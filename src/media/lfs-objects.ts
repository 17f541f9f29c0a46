import type { LfsPointer } from '../lfs-pointer.ts'

/** The port to the files in Git LFS. */
export type LfsObjects = {
  /**
   * The bytes of a file from an offset on, as whoever keeps them gives them: too many, too few or others, until the
   * reader has checked them against the pointer. Reading may stop at any byte.
   * @throws MediaFailure where they cannot be had
   */
  readonly read: (pointer: LfsPointer, from: number) => AsyncIterable<Uint8Array>
}
