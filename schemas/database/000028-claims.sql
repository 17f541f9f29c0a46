-- Up Migration

-- Which run has vectors of a model bought, while it does: two at once would buy the same.
create table embeddings.claims (
  model_version varchar(100) primary key,
  run uuid not null,
  holder jsonb not null, -- its process, by which one that is dead is known on its own host
  claimed_at timestamptz not null default now(),
  renewed_at timestamptz not null default now() -- a claim that was not renewed for two minutes is nobody's
);

-- Down Migration

drop table embeddings.claims;
