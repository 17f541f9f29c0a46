-- Up Migration

-- What workers did, and could not do: each attempt at a job once it has ended. Looks that found nothing to do are not
-- kept. Nothing refers to a row, and each goes when it is as old as the configuration says, unlike decisions and
-- versions, which stay.
create table pipeline.runs (
  id uuid not null, -- the job's
  attempt integer not null check (attempt > 0),
  job text not null,
  outcome text not null check (outcome in ('released', 'done', 'waits', 'failed', 'dead')),
  commit varchar(64), -- that the branch was found at
  ended_at timestamptz not null default now(),
  seconds double precision not null,
  result jsonb not null default '{}', -- what it came to, or why it failed
  primary key (id, attempt)
);

create index runs_ended_at_idx on pipeline.runs (ended_at);

-- Down Migration

drop table pipeline.runs;
