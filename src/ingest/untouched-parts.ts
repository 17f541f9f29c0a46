import type { BlobRecord, MadeFrom, SectionOrigin, Translation, UntouchedParts } from '../item.ts'
import { depthsOf } from '../lesson/outline.ts'

/** Of a text all of which was made from one source. */
export const allTouched: UntouchedParts = { sections: {} }

/**
 * The parts that a translation's new text took over word for word, and what those were made from. A typo mended in
 * one section says nothing about the others.
 * @param before what the text before was made from, and its record
 * @param madeFrom what the touched parts are made from
 */
export const untouchedParts = (
  before: Pick<Translation, 'madeFrom' | 'untouched'> & { readonly record: BlobRecord },
  after: BlobRecord,
  madeFrom: MadeFrom,
): UntouchedParts => {
  const depths = depthsOf(before.record.outline)
  const earlier = new Map(
    before.record.outline.map(({ digest }, place): [string, SectionOrigin] => [
      digest,
      before.untouched.sections[digest] ?? { madeFrom: before.madeFrom, place, depths },
    ]),
  )
  const depthsNow = depthsOf(after.outline)
  const sections = after.outline.flatMap(({ digest }, place) => {
    const origin = earlier.get(digest)
    const isNow =
      origin?.madeFrom === madeFrom && origin.place === place && origin.depths === depthsNow
    return origin === undefined || isNow ? [] : [[digest, origin] as const]
  })
  const { frontMatter = before.madeFrom } = before.untouched
  return {
    ...(sameFrontMatter(before.record, after) && frontMatter !== madeFrom ? { frontMatter } : {}),
    sections: Object.fromEntries(sections),
  }
}

const sameFrontMatter = ({ fields: a }: BlobRecord, { fields: b }: BlobRecord): boolean =>
  a?.title === b?.title && a?.description === b?.description
