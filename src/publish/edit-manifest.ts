import type { Part, Release } from '../contracts/manifest.ts'
import type { Manifest, ManifestText } from './manifest.ts'
import { entryOf, groupOf, manifestObject } from './manifest.ts'

/** The parts of a manifest in which texts stand; null where one of them has none. */
export const partsOf = (
  { parts }: Release,
  texts: readonly Pick<ManifestText, 'item' | 'language'>[],
): readonly string[] | null => {
  const keys = texts.map(
    (text) =>
      parts.find(({ name, language }) => name === groupOf(text) && language === text.language)?.key,
  )
  return keys.every((key) => key !== undefined) ? [...new Set(keys)] : null
}

/**
 * The manifest with some of its texts replaced: equal, byte for byte, to the one that `manifest` makes of the
 * whole set. Null where a text has no entry to be replaced.
 */
export const editManifest = (
  root: Release,
  parts: ReadonlyMap<string, Part>,
  texts: readonly ManifestText[],
  commit: string,
): Manifest | null => {
  const edits = new Map(texts.map((text) => [text.item.id, text]))
  const replaced = new Set<string>()
  const edited = new Map(
    [...parts].map(([key, part]) => {
      const items = part.items.map((entry) => {
        const text = edits.get(entry.id)
        if (text !== undefined) replaced.add(entry.id)
        return text === undefined ? entry : entryOf(text)
      })
      return [key, manifestObject({ ...part, items })] as const
    }),
  )
  if (replaced.size < edits.size) return null
  const references = root.parts.map((part) => ({
    ...part,
    key: edited.get(part.key)?.key ?? part.key,
  }))
  return {
    root: manifestObject({ ...root, commit, parts: references }),
    parts: [...edited.values()],
  }
}
