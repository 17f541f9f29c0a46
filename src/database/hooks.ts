import type { HookEvent } from '../hooks/hook.ts'
import type { Database, Row } from './database.ts'

/** A message that is to be sent now, and how often it was before. */
export type DueDelivery = {
  readonly id: string
  readonly note: string
  readonly topic: string
  readonly payload: Readonly<Record<string, unknown>>
  /** ISO 8601, UTC. */
  readonly noted: string
  readonly attempts: number
}

/** What is known of a hook's messages. */
export type HookCounts = {
  readonly name: string
  readonly told: number
  readonly waiting: number
  readonly givenUp: number
  /** When the last one was told; ISO 8601, UTC. */
  readonly lastTold: string | null
  /** Of the last attempt that failed, where none has succeeded since. */
  readonly fault: string | null
}

const topicOf = (event: HookEvent): string => (event === 'release.published' ? 'release' : event)

/** Notes the hooks that there are now: what happens from then on is to be told to them. */
export const noteHookNames = async (
  { query }: Pick<Database, 'query'>,
  names: readonly string[],
): Promise<void> => {
  await query(
    `insert into pipeline.hooks (name, since)
     select name, (select coalesce(max(id), 0) from pipeline.outbox) from unnest($1::text[]) as name
     on conflict do nothing`,
    [names],
  )
}

/**
 * Notes what a hook is to be told of all that has happened since it was first known. A release counts once readers are
 * pointed to it, unless that is noted only after a later one is to be told: releases are never told backwards.
 */
export const queueDeliveries = async (
  { query }: Pick<Database, 'query'>,
  { name, events }: { readonly name: string; readonly events: readonly HookEvent[] },
): Promise<void> => {
  await query(
    `insert into pipeline.hook_deliveries (hook, note, next_at)
     select hook.name, note.id, now()
     from pipeline.hooks as hook
     join pipeline.outbox as note on note.id > hook.since and note.topic = any($2)
     where hook.name = $1
       and (note.topic <> 'release' or exists (
         select from pipeline.releases as release
         where release.sequence = (note.payload ->> 'sequence')::bigint and release.pointer_written)
         and note.id > (
           select coalesce(max(queued.note), 0) from pipeline.hook_deliveries as queued
           join pipeline.outbox as earlier on earlier.id = queued.note and earlier.topic = 'release'
           where queued.hook = $1))
     order by note.id
     on conflict do nothing`,
    [name, events.map(topicOf)],
  )
}

/**
 * The first message that a hook has yet to be told, taken for the given seconds, so that no other process sends it or a later
 * one meanwhile; null where there is none, or it is not due: it failed and is sent again later, or another process has it.
 */
export const takeDelivery = async (
  { query }: Pick<Database, 'query'>,
  hook: string,
  seconds: number,
): Promise<DueDelivery | null> => {
  const [row] = await query<Row & DueDelivery>(
    `with taken as (
       update pipeline.hook_deliveries
       set attempts = attempts + 1, next_at = now() + make_interval(secs => $2)
       where hook = $1 and next_at <= now() and note = (
         select min(note) from pipeline.hook_deliveries where hook = $1 and next_at is not null)
       returning id, note, attempts
     )
     select taken.id::text, taken.note::text, taken.attempts, note.topic, note.created_at as noted,
       case when item.slug is null then note.payload
         else note.payload || jsonb_build_object('slug', item.slug) end as payload
     from taken
     join pipeline.outbox as note on note.id = taken.note
     left join pipeline.items as item on item.id = (note.payload ->> 'item')::uuid`,
    [hook, seconds],
  )
  return row ?? null
}

/** Notes that a message was told. */
export const markHookTold = async (
  { query }: Pick<Database, 'query'>,
  id: string,
): Promise<void> => {
  await query(
    `update pipeline.hook_deliveries set told_at = now(), next_at = null, fault = null where id = $1`,
    [id],
  )
}

/**
 * Notes why a message was not told, and in how many seconds it is sent again; null gives it up. One that another process
 * has told meanwhile, which took this one for dead, stays told.
 */
export const postponeDelivery = async (
  { query }: Pick<Database, 'query'>,
  id: string,
  { fault, seconds }: { readonly fault: string; readonly seconds: number | null },
): Promise<void> => {
  await query(
    `update pipeline.hook_deliveries
     set fault = $2, next_at = case when $3::float8 is null then null else now() + make_interval(secs => $3) end
     where id = $1 and told_at is null`,
    [id, fault, seconds],
  )
}

/** What became of the messages of each hook that was ever known. */
export const countDeliveries = ({
  query,
}: Pick<Database, 'query'>): Promise<readonly HookCounts[]> =>
  query<Row & HookCounts>(
    `select hook.name, count(delivery.told_at)::int as told,
       (count(*) filter (where delivery.next_at is not null))::int as waiting,
       (count(*) filter (where delivery.id is not null and delivery.told_at is null and delivery.next_at is null))::int as "givenUp",
       max(delivery.told_at) as "lastTold",
       (array_agg(delivery.fault order by delivery.id desc) filter (where delivery.fault is not null))[1] as fault
     from pipeline.hooks as hook left join pipeline.hook_deliveries as delivery on delivery.hook = hook.name
     group by hook.name order by hook.name`,
  )

/** Has a hook be told again, at once: what was given up or waits, or all since a release; returns how many messages. */
export const replayDeliveries = async (
  { query }: Pick<Database, 'query'>,
  hook: string,
  since: number | null,
): Promise<number> => {
  const rows = await query(
    `update pipeline.hook_deliveries as delivery
     set next_at = now(), attempts = 0, told_at = null
     from pipeline.outbox as note
     where delivery.hook = $1 and note.id = delivery.note
       and case when $2::bigint is null then delivery.told_at is null
         else note.id >= (
           select min(id) from pipeline.outbox
           where topic = 'release' and (payload ->> 'sequence')::bigint >= $2) end
     returning delivery.id`,
    [hook, since],
  )
  return rows.length
}

/**
 * Lets go of what was noted more than so many days ago, and with it of the messages that were told or given up. A note goes with
 * all its messages or not at all: one without them would be told again. So it stays while a hook waits for it, and that
 * of the last release stays, of which a run that was killed may have told neither a hook nor the CDN; telling the CDN of it
 * tells of all before.
 */
export const forgetNotes = (database: Database, days: number): Promise<void> =>
  database.transaction(async ({ query }) => {
    // Or a run that tells hooks could add messages to a note that goes.
    await query('lock table pipeline.hook_deliveries in share row exclusive mode')
    await query(
      `with forgotten as (
         select note.id from pipeline.outbox as note
         where note.created_at < now() - make_interval(days => $1)
           and case when note.topic <> 'release' then note.done_at is not null
             else exists (select from pipeline.outbox as later where later.topic = 'release' and later.id > note.id) end
           and not exists (
             select from pipeline.hook_deliveries as delivery
             where delivery.note = note.id and delivery.next_at is not null)
       ), messages as (
         delete from pipeline.hook_deliveries as delivery using forgotten where delivery.note = forgotten.id
       )
       delete from pipeline.outbox as note using forgotten where note.id = forgotten.id`,
      [days],
    )
  })
