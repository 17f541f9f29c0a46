import { randomUUID } from 'node:crypto'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import type { Database, Row } from './database.ts'
import { currentProcess, mayRun, type ProcessIdentity } from './process-identity.ts'

/** The sole right of a run to have vectors of a model bought; it is renewed until `end`. */
export type ModelClaim = { readonly run: string; readonly end: () => Promise<void> }

const renewedEach = 20_000
// Of a process on another host nobody can tell whether it runs, but by this.
const lapsesAfter = '2 minutes'

/**
 * Claims a model for a run, in place of one that is dead or has been silent for two minutes.
 * @throws ContentError `LOCKED` naming the process that has it
 */
export const claimModel = async (database: Database, model: string): Promise<ModelClaim> => {
  const run = randomUUID()
  const own = await currentProcess()
  for (;;) {
    if (await take(database, model, run, own)) break
    const other = await standingClaim(database, model)
    if (other === null) continue
    if (await mayRun(other.holder)) throw refusal(model, other)
    await endClaim(database, model, other.run)
  }
  reach('model-claimed')
  // Where the server is away for a while, the next renewal is soon enough.
  const timer = setInterval(() => void renew(database, model, run).catch(() => {}), renewedEach)
  timer.unref()
  return {
    run,
    end: async () => {
      clearInterval(timer)
      await endClaim(database, model, run)
      reach('claim-ended')
    },
  }
}

type Standing = {
  readonly run: string
  readonly holder: ProcessIdentity
  readonly since: string
}

const take = async (
  { query }: Database,
  model: string,
  run: string,
  holder: ProcessIdentity,
): Promise<boolean> => {
  const rows = await query(
    `insert into embeddings.claims as standing (model_version, run, holder) values ($1, $2, $3)
     on conflict (model_version) do update
       set run = excluded.run, holder = excluded.holder, claimed_at = now(), renewed_at = now()
       where standing.renewed_at < now() - $4::interval
     returning run`,
    [model, run, holder, lapsesAfter],
  )
  return rows.length > 0
}

const standingClaim = async ({ query }: Database, model: string): Promise<Standing | null> => {
  const [row] = await query<Row & Standing>(
    'select run, holder, claimed_at as since from embeddings.claims where model_version = $1',
    [model],
  )
  return row ?? null
}

const renew = async ({ query }: Database, model: string, run: string): Promise<void> => {
  await query(
    'update embeddings.claims set renewed_at = now() where model_version = $1 and run = $2',
    [model, run],
  )
}

const endClaim = async ({ query }: Database, model: string, run: string): Promise<void> => {
  await query('delete from embeddings.claims where model_version = $1 and run = $2', [model, run])
}

const refusal = (model: string, { holder, since }: Standing): ContentError =>
  new ContentError(
    'LOCKED',
    `Process ${holder.pid} on \`${holder.host}\` has vectors of \`${model}\` bought since ${since}.`,
    {
      hint: 'Wait for it to end, or stop it and run this again, which goes on from there. Of a host that is gone, the claim lapses within two minutes.',
    },
  )
