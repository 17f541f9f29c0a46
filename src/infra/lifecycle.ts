/** An enabled rule of a bucket's lifecycle. Days are counted from the day an object was made. */
export type LifecycleRule = {
  /** Keys that begin so; empty for all. */
  readonly prefix: string
  /** Whether it holds only for objects with some tag or size. */
  readonly narrowed: boolean
  readonly abortDays: number | null
  readonly transitions: readonly { readonly days: number | null; readonly storageClass: string }[]
  /** Whether it removes objects that are current. */
  readonly expires: boolean
}

/** Which objects move to which class of storage, after how many days. */
export type Transition = {
  readonly prefix: string
  readonly days: number
  readonly storageClass: string
}

// As the academy's plan of its storage has it, which says `glacier` for films. Of the Glacier classes only this one can be
// read without being restored first, and what readers are led to has to be readable.
const asked: readonly Transition[] = [
  { prefix: 'videos/', days: 90, storageClass: 'STANDARD_IA' },
  { prefix: 'videos/', days: 365, storageClass: 'GLACIER_IR' },
  { prefix: 'documents/', days: 180, storageClass: 'STANDARD_IA' },
]

/** What is asked of a bucket whose keys all begin with `prefix`. */
export const wantedTransitions = (prefix: string): readonly Transition[] =>
  asked.map((transition) => ({ ...transition, prefix: prefix + transition.prefix }))

const holdsFor = ({ prefix, narrowed }: LifecycleRule, keys: string): boolean =>
  !narrowed && keys.startsWith(prefix)

/** Whether the rules move objects as they should. */
export const moves = (rules: readonly LifecycleRule[], wanted: Transition): boolean =>
  rules
    .filter((rule) => holdsFor(rule, wanted.prefix))
    .flatMap(({ transitions }) => transitions)
    .some(({ days, storageClass }) => days === wanted.days && storageClass === wanted.storageClass)

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
const archives = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** Classes of storage that objects below `prefix` are moved to and cannot be read from. */
export const archivedTo = (rules: readonly LifecycleRule[], prefix: string): readonly string[] => {
  const classes = rules
    .filter((rule) => overlaps(rule, prefix))
    .flatMap(({ transitions }) => transitions.map(({ storageClass }) => storageClass))
  return [...new Set(classes)].filter((each) => archives.has(each))
}

/** Prefixes of rules that remove objects below `prefix` that are current. */
export const expired = (rules: readonly LifecycleRule[], prefix: string): readonly string[] =>
  rules
    .filter((rule) => rule.expires && overlaps(rule, prefix))
    .map((rule) => rule.prefix || 'all keys')

const overlaps = (rule: LifecycleRule, prefix: string): boolean =>
  rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix)

/** After how many days parts of uploads that were never ended go, below `prefix`; null for never. */
export const abortedAfter = (rules: readonly LifecycleRule[], prefix: string): number | null => {
  const days = rules
    .filter((rule) => holdsFor(rule, prefix))
    .flatMap(({ abortDays }) => abortDays ?? [])
  return days.length === 0 ? null : Math.min(...days)
}
