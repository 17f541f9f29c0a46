-- Up Migration

-- Corrected against the original: an enum type, timestamptz, NOT NULL keys, 64-character hashes.
-- Versions are told apart and ordered by ordinal, never by the text of version_number ('1.10.0' < '1.9.0').

create type versions.change_type as enum ('major', 'minor', 'patch', 'hotfix');

create table versions.content_versions (
  id uuid primary key default gen_random_uuid(),
  content_id uuid not null references content_mgmt.content_items (id),
  version_number varchar(20) not null,
  git_commit_hash varchar(64) not null,
  change_type versions.change_type,
  change_summary text,
  changed_by uuid,
  diff_stats jsonb, -- {additions, deletions, modifications}
  created_at timestamptz not null default now(), -- the commit's date
  -- Added: place in the branch's first-parent history, what was read, and how it was judged then.
  ordinal bigint not null,
  blob varchar(64) not null,
  digest text not null,
  source_digest text not null,
  fit boolean not null,
  draft boolean not null,
  publish_at timestamptz,
  unpublish_at timestamptz,
  file_path text not null,
  findings jsonb not null default '[]',
  unique (content_id, version_number),
  unique (content_id, git_commit_hash)
);

create index content_versions_content_id_ordinal_idx on versions.content_versions (content_id, ordinal);

create trigger content_versions_append_only before update or delete on versions.content_versions
  for each row execute function pipeline.refuse_change();
-- TRUNCATE passes row triggers by.
create trigger content_versions_no_truncate before truncate on versions.content_versions
  for each statement execute function pipeline.refuse_change();

-- Down Migration

drop table versions.content_versions;
drop type versions.change_type;
