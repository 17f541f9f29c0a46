import { type Diagnostic, type Finding, sortDiagnostics } from '../diagnostic.ts'
import { judge } from './judge.ts'
import { type Ledger, recordAt } from './ledger.ts'
import { itemSlug } from './slug.ts'

/** Files at the head that claim an identity which another file holds: with these, nothing may be published. */
export const identityConflicts = (ledger: Ledger): readonly Diagnostic[] =>
  sortDiagnostics([
    ...[...ledger.waiting].flatMap((path) => {
      const { record, parsed } = judge(ledger, path)
      if (record === null || !parsed) return []
      const holder = ledger.items.get(record.fields?.id ?? '')
      return [{ path, ...(holder?.present === true ? sameId(holder.path) : sameSlug) }]
    }),
    ...presentItems(ledger).flatMap(({ path, slug }) => {
      const role = ledger.classify(path)
      const { record, parsed } = judge(ledger, path)
      if (role.kind !== 'item' || record === null || !parsed) return []
      return itemSlug(role.slug, record) === slug ? [] : [{ path, ...sameSlug }]
    }),
  ])

/** Files that declare another id than their item has had since it came: an error of that file alone. */
export const changedIds = (ledger: Ledger): readonly Diagnostic[] =>
  presentItems(ledger).flatMap(({ id, path }) => {
    const declared = recordAt(ledger, path)?.fields?.id ?? null
    return declared === null || declared === id ? [] : [{ path, ...otherId(id, declared) }]
  })

const presentItems = (ledger: Ledger) => [...ledger.items.values()].filter(({ present }) => present)

const fault = (rule: string, message: string, hint: string): Finding => ({
  line: 1,
  column: 1,
  severity: 'error',
  rule,
  message,
  hint,
})

const sameId = (holder: string): Finding =>
  fault(
    'ID_DUPLICATE',
    `Expected an id of its own, got that of \`${holder}\`.`,
    'Give one of the two files another id.',
  )

const sameSlug: Finding = fault(
  'SLUG_DUPLICATE',
  'Expected a slug of its own, got one that another file of this type has.',
  'Give one of the two files another slug.',
)

const otherId = (id: string, declared: string): Finding =>
  fault(
    'ID_CHANGED',
    `Expected the id \`${id}\`, which this item has had before, got \`${declared}\`.`,
    'Write the former id again, or put the text into a new file.',
  )
