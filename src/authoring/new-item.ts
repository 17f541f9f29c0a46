import type { Collection } from '../config.ts'
import type { JsonObject } from '../json.ts'
import { collectionShape } from './collection-shape.ts'
import { draftKey, newKeys } from './new-keys.ts'
import { takesId, takesKey } from './schema-keys.ts'
import { titleOfSlug } from './title-of-slug.ts'

/** What a new item is made of. */
export type ItemToMake = {
  readonly collection: Collection
  /** The last part of its slug. */
  readonly name: string
  /** A UUID that was never given out. */
  readonly id: string
  /** What front matter calls whoever writes it; null where that is not known. */
  readonly author: string | null
}

/** The text of an item's new file: a draft, with every key that its schema requires. */
export const newItem = ({ collection, name, id, author }: ItemToMake): string => {
  const { fields, schema } = collection
  const shape = collectionShape(collection)
  const title = titleOfSlug(name)
  const known: JsonObject = {
    ...(takesId(shape) ? { [fields.id]: id } : {}),
    ...(schema === null || takesKey(schema, fields.title) ? { [fields.title]: title } : {}),
    ...(author !== null && schema !== null && takesKey(schema, fields.author)
      ? { [fields.author]: author }
      : {}),
    ...draftKey(shape),
  }
  return ['---', ...newKeys(schema, known), '---', '', `# ${title}`, ''].join('\n')
}
