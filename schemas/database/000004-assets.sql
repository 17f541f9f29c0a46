-- Up Migration

-- Corrected against the original: an enum type, timestamptz, NOT NULL defaults, no negative sizes or counts.

create type assets.optimization_status as enum ('pending', 'processing', 'optimized', 'failed');

create table assets.media_library (
  id uuid primary key default gen_random_uuid(),
  filename varchar(500) not null,
  original_name text, -- was varchar(500); the whole path in the repository
  mime_type varchar(100),
  file_size bigint check (file_size >= 0),
  storage_path text not null,
  cdn_url text,
  thumbnail_url text,
  checksum varchar(64),
  dimensions jsonb, -- {width, height, duration}
  metadata jsonb not null default '{}',
  optimization_status assets.optimization_status not null default 'pending',
  usage_count integer not null default 0 check (usage_count >= 0),
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index media_library_checksum_idx on assets.media_library (checksum);

-- Down Migration

drop table assets.media_library;
drop type assets.optimization_status;
