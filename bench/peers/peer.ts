/** Another tool over the same files. */
export type Peer = {
  readonly name: string
  /** What it makes of a file, for the table. */
  readonly does: string
  /** Files of its own by path in its directory, beside `content/`. */
  readonly files: Readonly<Record<string, string>>
  readonly command: string
  readonly args: (directory: string) => readonly string[]
  /** What it writes, removed before a cold run. */
  readonly outputs: readonly string[]
  /** How many files it made something of: proof that it read them. */
  readonly count: (directory: string, stdout: string) => Promise<number>
  /** Takes a minute or more and keeps nothing between runs, so that it is run once. */
  readonly slow: boolean
}
