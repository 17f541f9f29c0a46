import type { Decision, Ruling } from '../decision.ts'
import type { Database, Row, Transaction } from './database.ts'
import { advanceFence } from './fence.ts'

type DecisionRow = Row & {
  readonly sequence: number
  readonly kind: Decision['kind']
  readonly item: string | null
  readonly version: string | null
  readonly details: object
  readonly reason: string
  readonly by: string
  readonly at: string
}

const columns = `decision.sequence, decision.kind, decision.content_id as "item", decision.version_id as "version",
  decision.details, decision.reason, decision.decided_by as "by", decision.decided_at as "at"`

/** Every decision, in the order in which they were taken. */
export const loadDecisions = async ({
  query,
}: Pick<Database, 'query'>): Promise<readonly Decision[]> => {
  const rows = await query<DecisionRow>(
    `select ${columns} from pipeline.decisions as decision order by sequence`,
  )
  return rows.map(decisionOf)
}

/** Who decides, when (ISO 8601, UTC) and why. */
export type Decider = { readonly by: string; readonly at: string; readonly reason: string }

/**
 * Takes decisions, numbered after those there are, and notes that each is to be copied to the bucket. The caller's
 * transaction holds the fence, so that no two take one number.
 */
export const takeDecisions = async (
  transaction: Transaction,
  rulings: readonly Ruling[],
  decider: Decider,
): Promise<readonly Decision[]> => {
  const [last] = await transaction.query<Row & { readonly sequence: number }>(
    'select coalesce(max(sequence), 0)::int8 as sequence from pipeline.decisions',
  )
  const first = Number(last?.sequence ?? 0) + 1
  const decisions = rulings.map((ruling, index) => ({
    ...ruling,
    sequence: first + index,
    ...decider,
  }))
  await insertDecisions(transaction, decisions)
  for (const { sequence } of decisions) {
    await transaction.query(
      "insert into pipeline.outbox (topic, payload) values ('decision', $1)",
      [{ sequence }],
    )
  }
  return decisions
}

/** Takes decisions at once. */
export const decide = (
  database: Database,
  rulings: readonly Ruling[],
  decider: Decider,
): Promise<readonly Decision[]> =>
  deciding(database, (transaction) => takeDecisions(transaction, rulings, decider))

/**
 * A transaction in which decisions are taken. A publisher that is under way has not seen them, so it is refused when it comes to
 * its flip.
 */
export const deciding = <T>(
  database: Database,
  use: (transaction: Transaction) => Promise<T>,
): Promise<T> =>
  database.transaction(async (transaction) => {
    const [recorded] = await transaction.query<Row & { readonly fence: number }>(
      'select fence from pipeline.recorded where id = 1 for update',
    )
    await advanceFence(transaction, recorded?.fence ?? 0)
    return await use(transaction)
  })

/** Adds decisions that were taken elsewhere, as they are; those of a known number stay what they were. */
export const insertDecisions = async (
  { query }: Pick<Transaction, 'query'>,
  decisions: readonly Decision[],
): Promise<void> => {
  for (const { sequence, kind, by, at, reason, ...ruling } of decisions) {
    const { item = null, version = null, ...details } = ruling as RulingColumns
    await query(
      `insert into pipeline.decisions
         (sequence, kind, content_id, version_id, details, reason, decided_by, decided_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (sequence) do nothing`,
      [sequence, kind, item, version, details, reason, by, at],
    )
  }
}

type RulingColumns = { readonly item?: string | null; readonly version?: string | null }

/** The decisions that the bucket has no copy of yet, as far as is known. */
export const readUncopied = async ({
  query,
}: Pick<Database, 'query'>): Promise<readonly Decision[]> => {
  const rows = await query<DecisionRow>(
    `select ${columns} from pipeline.outbox
     join pipeline.decisions as decision on decision.sequence = (payload ->> 'sequence')::bigint
     where topic = 'decision' and done_at is null order by decision.sequence`,
  )
  return rows.map(decisionOf)
}

/** Notes that the bucket has a copy of a decision. */
export const markCopied = async (
  { query }: Pick<Database, 'query'>,
  sequence: number,
): Promise<void> => {
  await query(
    `update pipeline.outbox set done_at = now()
     where topic = 'decision' and done_at is null and (payload ->> 'sequence')::bigint = $1`,
    [sequence],
  )
}

const decisionOf = ({ item, version, details, ...row }: DecisionRow): Decision =>
  ({
    ...row,
    // Of an unpin, no item means the environment.
    ...(item === null && row.kind !== 'unpin' ? {} : { item }),
    // Of a start, no version means that there is no file yet.
    ...(version === null && row.kind !== 'start' ? {} : { version }),
    ...details,
  }) as Decision
