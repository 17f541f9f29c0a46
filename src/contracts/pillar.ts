// Written by `npm run types` from the schemas; change those instead.

/** `pillar.yaml` of a pillar: one of the academy’s great subjects. */
export type PillarFile = {
  /** Name of the pillar as learners see it. */
  readonly name: string
  /** One or two sentences about the pillar. */
  readonly description: string
  /** Colour of the pillar in lists and on cards: `#` and six hexadecimal digits, in quotes. */
  readonly color?: string
  /** Address of the picture that stands for the pillar. */
  readonly icon?: string
  /** Position of the pillar among its siblings, from 1; equal positions are sorted by slug. */
  readonly order?: number
}
