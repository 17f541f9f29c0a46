-- Up Migration

-- What people decided: who, when, what, about what, why. Never changed, not even by a rebuild, which Git alone cannot
-- make again; each is copied to the bucket, from which a lost database reads it.
create table pipeline.decisions (
  sequence bigint primary key check (sequence > 0),
  kind text not null,
  content_id uuid, -- null: about the environment, or about an object
  version_id uuid, -- of an item's or of a translation's version, so without a foreign key
  details jsonb not null default '{}', -- what else this kind says
  reason text not null default '',
  decided_by text not null,
  decided_at timestamptz not null
);

create function pipeline.refuse_any_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger decisions_append_only before update or delete on pipeline.decisions
  for each row execute function pipeline.refuse_any_change();
create trigger decisions_no_truncate before truncate on pipeline.decisions
  for each statement execute function pipeline.refuse_any_change();

-- `restores`: the release whose set this one puts back. `reversible`: whether what it replaced is kept.
alter table pipeline.releases
  add column restores bigint,
  add column reversible boolean not null default false;

-- Rows of the live release as they were before a release changed them, so that a rollback can put them back without
-- Git. A migration that adds a column without a default to one of these tables has to empty this one.
create table pipeline.replaced (
  sequence bigint not null, -- the release that changed the row
  relation text not null,
  key uuid not null, -- md5 of `place`, since a slug may be longer than what fits into an index
  place jsonb not null, -- the row's primary key
  was jsonb, -- null: there was no such row
  primary key (sequence, relation, key)
);

create index replaced_relation_key_idx on pipeline.replaced (relation, key, sequence);

-- Acts only within a release, which says its number by SET LOCAL hma.release, and not for the first of a database,
-- before which there is nothing to go back to. The arguments name the columns of the primary key.
create function pipeline.keep_replaced() returns trigger language plpgsql as $$
declare
  release bigint := nullif(current_setting('hma.release', true), '')::bigint;
  place text;
begin
  if release is null or not exists (select from pipeline.releases) then
    return null;
  end if;
  select string_agg(format('%L, changed.%I', name, name), ', ') into place from unnest(tg_argv) as name;
  execute format(
    'insert into pipeline.replaced (sequence, relation, key, place, was)
     select $1, $2, md5(place::text)::uuid, place, was
     from (select jsonb_build_object(%s) as place, %s as was from changed) as each
     on conflict do nothing',
    place, case tg_op when 'INSERT' then 'null::jsonb' else 'to_jsonb(changed)' end)
    using release, tg_table_schema || '.' || tg_table_name;
  return null;
end
$$;

do $$
declare
  kept record;
begin
  for kept in
    select * from (values
      ('education.pillars', 'id'),
      ('education.courses', 'id'),
      ('education.lessons', 'id'),
      ('content_mgmt.content_items', 'id'),
      ('content_mgmt.translations', 'content_id, language_code'),
      ('content_mgmt.redirects', 'content_type, slug'),
      ('assets.media_library', 'id'),
      ('pipeline.live', 'content_id, language')
    ) as tables (relation, key)
  loop
    execute format(
      'create trigger keep_inserted after insert on %s referencing new table as changed
       for each statement execute function pipeline.keep_replaced(%s)', kept.relation, kept.key);
    execute format(
      'create trigger keep_updated after update on %s referencing old table as changed
       for each statement execute function pipeline.keep_replaced(%s)', kept.relation, kept.key);
    execute format(
      'create trigger keep_deleted after delete on %s referencing old table as changed
       for each statement execute function pipeline.keep_replaced(%s)', kept.relation, kept.key);
  end loop;
end
$$;

-- Chunks are replaced text by text, so those that came are told by `pipeline.live`; their vectors come later.
create trigger keep_deleted after delete on embeddings.live_chunks referencing old table as changed
  for each statement execute function pipeline.keep_replaced(content_id, language, number);

-- Down Migration

drop function pipeline.keep_replaced() cascade;
drop table pipeline.replaced;
alter table pipeline.releases drop column reversible, drop column restores;
drop table pipeline.decisions;
drop function pipeline.refuse_any_change();
