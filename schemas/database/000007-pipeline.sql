-- Up Migration

-- The tool's own bookkeeping; no other service reads it. All of it can be computed again from Git.

-- How far Git has been recorded: at most one row.
create table pipeline.recorded (
  id integer primary key check (id = 1),
  root_commit varchar(64),
  commit varchar(64),
  ordinal bigint,
  interpretation text,
  fence bigint not null default 0
);

-- What was read from a blob under one reading; digests are null where it could not be parsed.
create table pipeline.blobs (
  blob varchar(64) not null,
  reading text not null,
  digest text,
  source_digest text,
  fit boolean not null,
  record jsonb not null,
  primary key (blob, reading)
);

-- The recorded commit's files.
create table pipeline.heads (
  path text primary key check (octet_length(path) <= 2400),
  kind text not null check (kind in ('item', 'translation', 'pillar', 'course')),
  collection text,
  content_id uuid,
  slug text,
  language varchar(35),
  blob varchar(64),
  version_id uuid,
  record jsonb not null default '{}'
);

create index heads_content_id_idx on pipeline.heads (content_id);

create table pipeline.items (
  id uuid primary key,
  content_type text not null,
  collection text,
  slug text not null,
  path text,
  present boolean not null,
  record jsonb not null default '{}'
);

create table pipeline.former_slugs (
  content_type text not null,
  slug text not null check (octet_length(slug) <= 2400),
  content_id uuid not null,
  ordinal bigint not null,
  path text,
  position bigint not null unique, -- the order in which they were left
  primary key (content_type, slug, content_id, ordinal)
);

create table pipeline.translation_versions (
  id uuid primary key,
  path text not null check (octet_length(path) <= 2400),
  collection text,
  language varchar(35) not null,
  git_commit_hash varchar(64) not null,
  ordinal bigint not null,
  blob varchar(64) not null,
  digest text,
  source_digest text,
  made_from varchar(64),
  fit boolean not null,
  draft boolean not null,
  findings jsonb not null default '[]',
  changed_by uuid,
  created_at timestamptz not null default now()
);

create index translation_versions_path_ordinal_idx on pipeline.translation_versions (path, ordinal);

create trigger translation_versions_append_only before update or delete on pipeline.translation_versions
  for each row execute function pipeline.refuse_change();
create trigger translation_versions_no_truncate before truncate on pipeline.translation_versions
  for each statement execute function pipeline.refuse_change();

create table pipeline.hierarchy_versions (
  id uuid primary key,
  kind text not null,
  entity_id uuid not null,
  path text not null,
  git_commit_hash varchar(64) not null,
  ordinal bigint not null,
  blob varchar(64) not null,
  created_at timestamptz not null default now()
);

create index hierarchy_versions_entity_id_ordinal_idx on pipeline.hierarchy_versions (entity_id, ordinal);

create trigger hierarchy_versions_append_only before update or delete on pipeline.hierarchy_versions
  for each row execute function pipeline.refuse_change();
create trigger hierarchy_versions_no_truncate before truncate on pipeline.hierarchy_versions
  for each statement execute function pipeline.refuse_change();

-- The live release; version_id is of an item's or of a translation's version, so it has no foreign key.
create table pipeline.live (
  content_id uuid not null,
  language varchar(35) not null,
  version_id uuid not null,
  document_key text not null,
  record jsonb not null default '{}',
  primary key (content_id, language)
);

create table pipeline.releases (
  sequence bigint primary key,
  commit varchar(64) not null,
  root_key text not null,
  pointer_written boolean not null default false,
  created_at timestamptz not null default now()
);

create table pipeline.outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  done_at timestamptz
);

create index outbox_open_idx on pipeline.outbox (id) where done_at is null;

-- Down Migration

drop table pipeline.outbox;
drop table pipeline.releases;
drop table pipeline.live;
drop table pipeline.hierarchy_versions;
drop table pipeline.translation_versions;
drop table pipeline.former_slugs;
drop table pipeline.items;
drop table pipeline.heads;
drop table pipeline.blobs;
drop table pipeline.recorded;
