-- Up Migration

-- Corrected against the original: enum types, timestamptz, NOT NULL keys and foreign keys, which were missing;
-- 64-character hashes, since a repository may use SHA-256; 35-character languages, the longest of BCP 47.

create type content_mgmt.item_content_type as enum (
  'lesson', 'article', 'video', 'audio', 'document', 'interactive'
);
create type content_mgmt.item_status as enum ('draft', 'review', 'approved', 'published', 'archived');
create type content_mgmt.translation_status as enum (
  'pending', 'in_progress', 'review', 'approved', 'published'
);

create table content_mgmt.content_items (
  id uuid primary key default gen_random_uuid(),
  content_type content_mgmt.item_content_type not null,
  pillar_id uuid references education.pillars (id),
  course_id uuid references education.courses (id),
  lesson_id uuid references education.lessons (id),
  title varchar(500) not null,
  -- The whole path, so longer than the original's 255; a btree entry holds about 2,700 bytes.
  slug varchar(1000) not null check (octet_length(slug) <= 2400),
  description text,
  author_id uuid,
  reviewer_id uuid,
  status content_mgmt.item_status not null default 'draft',
  version varchar(20),
  git_commit_hash varchar(64),
  file_path text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  tags text[] not null default '{}',
  language varchar(35),
  -- Was UNIQUE (content_type, slug): an archived item no longer takes its slug, items can swap slugs, and
  -- an identity that no release has placed yet (no file_path) takes none.
  constraint content_items_content_type_slug_excl exclude using btree (content_type with =, slug with =)
    where (status <> 'archived' and file_path is not null) deferrable initially deferred
);

create index content_items_pillar_id_idx on content_mgmt.content_items (pillar_id);
create index content_items_course_id_idx on content_mgmt.content_items (course_id);
create index content_items_lesson_id_idx on content_mgmt.content_items (lesson_id);

create table content_mgmt.translations (
  id uuid primary key default gen_random_uuid(),
  content_id uuid not null references content_mgmt.content_items (id),
  language_code varchar(35) not null,
  title varchar(500),
  description text,
  content_path text,
  translator_id uuid,
  reviewer_id uuid,
  status content_mgmt.translation_status not null default 'pending',
  quality_score numeric(3, 2) check (quality_score >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Added: whether it still says what its source says, and where it does not.
  freshness text not null default 'current' check (freshness in ('current', 'outdated')),
  source_blob varchar(64),
  outdated_sections jsonb not null default '[]',
  git_commit_hash varchar(64),
  unique (content_id, language_code)
);

-- Where an item was once found; a slug that is live takes precedence.
create table content_mgmt.redirects (
  content_type content_mgmt.item_content_type not null,
  slug varchar(1000) not null check (octet_length(slug) <= 2400),
  content_id uuid not null references content_mgmt.content_items (id),
  primary key (content_type, slug)
);

create index redirects_content_id_idx on content_mgmt.redirects (content_id);

-- Down Migration

drop table content_mgmt.redirects;
drop table content_mgmt.translations;
drop table content_mgmt.content_items;
drop type content_mgmt.translation_status;
drop type content_mgmt.item_status;
drop type content_mgmt.item_content_type;
