import type { Bucket } from '../bucket/bucket.ts'
import { pointerKey } from '../bucket/object-key.ts'
import { severalAtOnce } from '../several-at-once.ts'
import { keysIn, type ObjectFault, readsAtOnce, readWhole } from './release-objects.ts'

/** What of a bucket nothing refers to. */
export type Orphans = {
  /** In code-unit order. */
  readonly keys: readonly string[]
  /** What records of renditions name and the bucket has not: a publish that trusts such a record would name it too. */
  readonly faults: readonly ObjectFault[]
}

const renditions = 'renditions/'
// Whatever else lies in the bucket is nobody's to take away.
const ours = ['releases/', 'lessons/', 'images/', 'videos/', 'audio/', 'documents/', renditions]

/**
 * The objects that none of the releases leads to, whose keys are `released`. A record of what was made from a picture is
 * kept while a release shows any of it, and keeps all of it. Since publishing trusts a record, what it names is no
 * orphan before the record itself is gone.
 */
export const findOrphans = async (
  bucket: Pick<Bucket, 'read'>,
  stored: ReadonlySet<string>,
  released: ReadonlySet<string>,
): Promise<Orphans> => {
  const kept = new Set([...released, pointerKey])
  const faults: ObjectFault[] = []
  const records = [...stored].filter((key) => key.startsWith(renditions))
  await severalAtOnce(records, readsAtOnce, async (record) => {
    const found = await readWhole(bucket, record)
    if (typeof found === 'string') {
      faults.push({ key: record, kind: found, namedBy: null })
      return
    }
    const outputs = keysIn(JSON.parse(Buffer.from(found).toString()))
    if (outputs.some((key) => released.has(key))) kept.add(record)
    for (const key of outputs) {
      kept.add(key)
      if (!stored.has(key)) faults.push({ key, kind: 'missing', namedBy: record })
    }
  })
  const isOrphan = (key: string): boolean =>
    !kept.has(key) && ours.some((prefix) => key.startsWith(prefix))
  return { keys: [...stored].filter(isOrphan).toSorted(), faults }
}
