-- Up Migration

-- Corrected against the original: ENUM(...) is no PostgreSQL syntax, so each column has its own type;
-- timestamptz instead of timestamp without zone; flags, arrays and metadata NOT NULL.
-- created_at and updated_at are commit dates, which is why no trigger touches them.

create type education.difficulty_level as enum ('beginner', 'intermediate', 'advanced', 'expert');
create type education.lesson_content_type as enum ('video', 'audio', 'text', 'interactive', 'mixed');

create table education.pillars (
  id uuid primary key default gen_random_uuid(),
  slug varchar(255) not null unique, -- was 100; a directory's name may have 200 bytes
  name varchar(500) not null,
  description text,
  icon_url text,
  color_hex varchar(7) check (color_hex ~ '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$'),
  sort_order integer,
  is_published boolean not null default false,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table education.courses (
  id uuid primary key default gen_random_uuid(),
  pillar_id uuid not null references education.pillars (id), -- was nullable, which let duplicates pass UNIQUE
  slug varchar(255) not null,
  title varchar(500) not null, -- was 255; as long as an item's
  description text,
  thumbnail_url text,
  difficulty_level education.difficulty_level,
  estimated_hours numeric(5, 2) check (estimated_hours >= 0),
  prerequisites uuid[] not null default '{}',
  tags text[] not null default '{}',
  is_published boolean not null default false,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Deferred, so that two courses can swap slugs in one commit.
  constraint courses_pillar_id_slug_key unique (pillar_id, slug) deferrable initially deferred
);

create table education.lessons (
  id uuid primary key default gen_random_uuid(),
  -- No ON DELETE CASCADE: learners' progress refers to lessons, which are unpublished, never deleted.
  course_id uuid not null references education.courses (id),
  slug varchar(255) not null,
  title varchar(500) not null, -- was 255; as long as an item's
  description text,
  content_type education.lesson_content_type,
  content_url text,
  duration_minutes integer check (duration_minutes >= 0),
  sort_order integer,
  is_published boolean not null default false,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Was UNIQUE (course_id, slug): an unpublished lesson no longer takes its slug, and lessons can swap slugs.
  constraint lessons_course_id_slug_excl exclude using btree (course_id with =, slug with =)
    where (is_published) deferrable initially deferred
);

create index lessons_course_id_idx on education.lessons (course_id);

-- Down Migration

drop table education.lessons;
drop table education.courses;
drop table education.pillars;
drop type education.lesson_content_type;
drop type education.difficulty_level;
