/** Files to be published, of a run that has recorded `commit` and left the fence at `fence`. */
export type MediaPart = {
  readonly commit: string
  readonly fence: number
  readonly files: readonly (readonly [path: string, blob: string])[]
}

/** Live texts to be embedded: those without a vector of the model whose digests are from `from` to `to`. */
export type TextsPart = { readonly model: string; readonly from: string; readonly to: string }

/** What a run may leave to others, by the kind of the part. */
export type Parts = { readonly media: MediaPart; readonly embed: TextsPart }

export type PartKind = keyof Parts

/** What doing a part came to: objects and bytes put, or chunks that got a vector and the tokens of it; and who did it. */
export type PartOutcomes = {
  readonly media: DoneBy & {
    readonly files: number
    readonly uploaded: number
    readonly bytes: number
    readonly findings: number
  }
  readonly embed: DoneBy & { readonly embedded: number; readonly tokens: number }
}

type DoneBy = { readonly worker: string }

/**
 * Hands parts out to whoever is free, this process among them, and waits until each has ended. What was done is found where it belongs,
 * so a part that came to nothing is done by the run itself. Gives what those came to that ended well.
 */
export type ShareParts = <Kind extends PartKind>(
  kind: Kind,
  parts: readonly Parts[Kind][],
  onPart: (done: number) => void,
) => Promise<readonly PartOutcomes[Kind][]>
