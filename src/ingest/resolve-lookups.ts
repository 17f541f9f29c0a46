import type { MadeFrom, SourceLookup, UntouchedParts } from '../item.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Replay } from './replay.ts'

/** The replay with every source that lies off the line found: the first of its paths that existed at that commit. */
export const resolveLookups = async (
  replay: Replay,
  objects: Pick<ObjectReader, 'lookup'>,
): Promise<Replay> => {
  const known = new Map<SourceLookup, string | null>()
  const resolve = async (madeFrom: MadeFrom): Promise<string | null> => {
    if (madeFrom === null || typeof madeFrom === 'string') return madeFrom
    const found = known.get(madeFrom)
    if (found !== undefined) return found
    const blob = await firstAt(objects, madeFrom)
    known.set(madeFrom, blob)
    return blob
  }
  // What is not found stays a question: another name of the file may answer it later.
  const answer = async (madeFrom: MadeFrom): Promise<MadeFrom> =>
    (await resolve(madeFrom)) ?? madeFrom
  const translations = new Map(replay.state.translations)
  for (const [path, translation] of translations) {
    translations.set(path, {
      ...translation,
      madeFrom: await answer(translation.madeFrom),
      untouched: await answerParts(translation.untouched, answer),
    })
  }
  const translationVersions = []
  for (const version of replay.translationVersions) {
    translationVersions.push({ ...version, madeFrom: await resolve(version.madeFrom) })
  }
  return { ...replay, translationVersions, state: { ...replay.state, translations } }
}

const answerParts = async (
  { frontMatter, sections }: UntouchedParts,
  answer: (madeFrom: MadeFrom) => Promise<MadeFrom>,
): Promise<UntouchedParts> => {
  const answered: Record<string, UntouchedParts['sections'][string]> = {}
  for (const [digest, origin] of Object.entries(sections))
    answered[digest] = { ...origin, madeFrom: await answer(origin.madeFrom) }
  return {
    ...(frontMatter === undefined ? {} : { frontMatter: await answer(frontMatter) }),
    sections: answered,
  }
}

const firstAt = async (
  objects: Pick<ObjectReader, 'lookup'>,
  { commit, paths }: SourceLookup,
): Promise<string | null> => {
  for (const path of paths) {
    const blob = await objects.lookup(commit, path)
    if (blob !== null) return blob
  }
  return null
}
