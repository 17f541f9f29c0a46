import type { UploadOptions } from './options.ts'

/** What every upload is measured with. */
export type UploadSetting = UploadOptions & {
  /** Path of the built package's program. */
  readonly program: string
  /** For everything that is thrown away. */
  readonly directory: string
  readonly say: (text: string) => void
}
