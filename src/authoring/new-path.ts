import { classifier } from '../classify.ts'
import type { Collection, Config } from '../config.ts'
import { ContentError } from '../errors.ts'
import { startOfFile } from '../lesson/finding.ts'
import { lessonFields } from '../lesson/lesson-fields.ts'
import { pathCollisions, pathFindings } from '../source/path.ts'
import { parsePattern } from '../source/pattern.ts'
import { collectionShape } from './collection-shape.ts'

/** The parts of a path, by their names in a pattern. */
export type Parts = Readonly<Record<string, string>>

/** The parts that a slug gives for a collection; null where it has another shape. */
export const partsOfSlug = ({ files }: Collection, slug: string): Parts | null => {
  const parts = files.text.match(/\{\w+(?:\.\.\.)?\}/g) ?? []
  const shape = parts.filter((part) => part !== '{language}').join('/')
  return parsePattern(shape).match(slug)
}

/** The collection of a name, or the only one of a type. Throws `USAGE` where there is none or are several. */
export const collectionNamed = ({ collections }: Config, what: string): Collection => {
  const named = collections.find(({ name }) => name === what)
  const typed = collections.filter(({ type }) => type === what)
  const collection = named ?? (typed.length === 1 ? typed[0] : undefined)
  if (collection !== undefined) return collection
  const names = collections.map(({ name }) => `\`${name}\``).join(', ')
  const message =
    typed.length === 0
      ? `Cannot find a collection \`${what}\`.`
      : `There are several collections of type \`${what}\`.`
  throw new ContentError('USAGE', message, {
    hint: `Name one of ${names}, \`course\`, \`translation\`.`,
  })
}

/** Where a collection has the item of a slug. Throws `USAGE` where a slug or its path is none. */
export const itemPath = (config: Config, collection: Collection, slug: string): string => {
  const parts = partsOfSlug(collection, slug)
  if (parts === null) throw notOfShape(slug, collection.files.names)
  checkSlug(collection, slug)
  const path = collection.files.format({ language: config.source.language, ...parts })
  const role = classifier(config)(path)
  if (role.kind === 'item' && role.collection === collection) return checkPath(path)
  throw new ContentError(
    'USAGE',
    `\`${path}\` would not belong to the collection \`${collection.name}\`.`,
    {
      hint: 'Another pattern of the configuration takes that path.',
    },
  )
}

const notOfShape = (slug: string, names: readonly string[]): ContentError => {
  const shape = names.filter((name) => name !== 'language').join('/')
  return new ContentError('USAGE', `Expected a slug of the form \`${shape}\`, got \`${slug}\`.`, {
    hint: 'A slug names every part of the path that the pattern leaves open.',
  })
}

/** Throws `USAGE` where a part of a slug is not one that front matter might give. */
export const checkSlug = (collection: Collection, slug: string): void => {
  const shape = collectionShape(collection)
  for (const part of slug.split('/')) {
    const [fault] = lessonFields({ [shape.fields.slug]: part }, shape, () => startOfFile).findings
    if (fault !== undefined) throw new ContentError('USAGE', fault.message, { hint: fault.hint })
  }
}

/** The path, if it can be one of content. Throws `USAGE`. */
export const checkPath = (path: string): string => {
  const [fault] = pathFindings(path)
  if (fault === undefined) return path
  throw new ContentError('USAGE', `\`${path}\`: ${fault.message}`, { hint: fault.hint })
}

/** Throws `REFUSED` where there is a file at a path, or one that some systems take for it. */
export const checkFree = (paths: readonly string[], path: string): void => {
  if (paths.includes(path)) {
    throw new ContentError('REFUSED', `\`${path}\` is there already.`, {
      hint: 'Nothing is overwritten; choose another name.',
    })
  }
  const twin = pathCollisions([...paths, path]).get(path)
  if (twin === undefined) return
  throw new ContentError('REFUSED', `\`${path}\` and \`${twin}\` are one file on some systems.`, {
    hint: 'Choose a name that differs in more than capital letters or accents.',
  })
}
