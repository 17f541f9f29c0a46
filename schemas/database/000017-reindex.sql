-- Up Migration

-- activated_at: when readers were last switched to the model; `reindex --rollback` goes back to the one before.
-- limits: {requests, tokens} in a minute, as its service last said; null before.
alter table embeddings.models
  add column activated_at timestamptz,
  add column limits jsonb;

update embeddings.models set activated_at = created_at where active;

-- Chunks of a newer chunker, for texts that are live with those of an older one. They take their place in one
-- transaction, once all of them have vectors.
create table embeddings.staged_chunks (
  content_id uuid not null,
  language varchar(35) not null,
  number integer not null,
  anchor text not null,
  heading text not null,
  text text not null,
  input text not null,
  input_digest varchar(64) not null,
  tokens integer not null,
  chunker text not null,
  search tsvector,
  version_id uuid not null, -- of the live text they were cut from
  primary key (content_id, language, number)
);

-- Down Migration

drop table embeddings.staged_chunks;
alter table embeddings.models
  drop column activated_at,
  drop column limits;
