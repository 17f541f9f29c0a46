import { expect } from 'vitest'
import type { Published } from './published.ts'

/**
 * Readers must see one whole release, the one before or the one after: in the database at once, and in the
 * bucket no sooner than in the database.
 */
export const expectEither = (found: Published, before: Published, after: Published): void => {
  const inDatabase = found.root === after.root ? after : before
  expect({ root: found.root, released: found.released }).toEqual({
    root: inDatabase.root,
    released: inDatabase.released,
  })
  const inBucket = found.pointed === after.root ? after : before
  expect({ pointed: found.pointed, objects: found.objects }).toEqual({
    pointed: inBucket.pointed,
    objects: inBucket.objects,
  })
  if (inBucket === after) expect(inDatabase).toBe(after)
}
