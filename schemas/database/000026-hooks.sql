-- Up Migration

-- What other services are told of besides releases, wherever it comes from: noted with the change itself, and done for the
-- CDN, which it does not concern.
create function pipeline.note_outdated() returns trigger language plpgsql as $$
begin
  insert into pipeline.outbox (topic, done_at, payload) values ('translation.outdated', now(), jsonb_build_object(
    'item', new.content_id, 'language', new.language_code, 'path', new.content_path,
    'sections', new.outdated_sections));
  return null;
end
$$;

create trigger translations_note_outdated after update on content_mgmt.translations for each row
  when (old.freshness = 'current' and new.freshness = 'outdated')
  execute function pipeline.note_outdated();

create function pipeline.note_quarantined() returns trigger language plpgsql as $$
begin
  insert into pipeline.outbox (topic, done_at, payload) values ('item.quarantined', now(), jsonb_build_object(
    'item', new.id, 'slug', new.slug, 'path', new.path));
  return null;
end
$$;

create trigger items_note_quarantined_new after insert on pipeline.items for each row
  when (new.record ->> 'quarantined' = 'true')
  execute function pipeline.note_quarantined();
create trigger items_note_quarantined after update on pipeline.items for each row
  when (new.record ->> 'quarantined' = 'true' and old.record ->> 'quarantined' is distinct from 'true')
  execute function pipeline.note_quarantined();

-- The hooks of the configuration, by name, and the last note from before each was known: what came earlier is none of its.
create table pipeline.hooks (
  name text primary key,
  since bigint not null
);

-- What a hook is to be told. `next_at` is null once it was told, or given up.
create table pipeline.hook_deliveries (
  id bigint generated always as identity primary key,
  hook text not null references pipeline.hooks (name),
  note bigint not null references pipeline.outbox (id),
  attempts integer not null default 0,
  next_at timestamptz,
  told_at timestamptz,
  fault text, -- of the last attempt
  unique (hook, note)
);

create index hook_deliveries_due_idx on pipeline.hook_deliveries (hook, id) where next_at is not null;

-- Down Migration

drop table pipeline.hook_deliveries;
drop table pipeline.hooks;
drop trigger items_note_quarantined on pipeline.items;
drop trigger items_note_quarantined_new on pipeline.items;
drop function pipeline.note_quarantined();
drop trigger translations_note_outdated on content_mgmt.translations;
drop function pipeline.note_outdated();
