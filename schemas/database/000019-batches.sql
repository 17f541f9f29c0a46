-- Up Migration

-- Batches of texts that a service embeds at leisure: from before each is created until what came back of it is kept.
create table embeddings.batches (
  mark uuid primary key, -- also in the batch itself, by which one is found that was created and not noted here
  model_version varchar(100) not null references embeddings.models (model_version),
  batch_id text unique, -- the service's; null until it is noted
  input_digests text[] not null, -- of the texts in it, which are not asked for again meanwhile
  created_at timestamptz not null default now()
);

-- Down Migration

drop table embeddings.batches;
