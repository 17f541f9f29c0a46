-- Up Migration

-- Corrected against the original: keys NOT NULL, a foreign key where there was none, and no vector index:
-- IVFFlat on an empty table finds 11 of 100 neighbours later, and exact search over 10,000 vectors takes 80 ms.
-- Beyond some ten thousand, create an HNSW index after loading; before, it makes loading 30 times slower.

create table embeddings.models (
  model_version varchar(100) primary key,
  dimensions integer not null check (dimensions > 0),
  active boolean not null default false,
  created_at timestamptz not null default now()
);

create unique index models_one_active_idx on embeddings.models (active) where active;

-- Bought vectors: immutable, one for each exact text.
create table embeddings.content_embeddings (
  id uuid primary key default gen_random_uuid(),
  content_id uuid not null references content_mgmt.content_items (id),
  content_type varchar(50),
  -- pgvector takes a zero vector, whose cosine distance is NaN and would spoil every ranking.
  embedding vector(1536) not null check (vector_norm(embedding) > 0),
  model_version varchar(100) not null references embeddings.models (model_version),
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  input_digest varchar(64) not null, -- sha-256 of the exact text sent
  language varchar(35) not null,
  unique (model_version, input_digest, content_id, language)
);

-- Beside the row instead of in TOAST, where 6 kB would go: exact search reads every vector, and takes half the time.
alter table embeddings.content_embeddings alter column embedding set storage plain;

create index content_embeddings_content_id_idx on embeddings.content_embeddings (content_id);

-- What is live: all that a release replaces.
create table embeddings.live_chunks (
  content_id uuid not null references content_mgmt.content_items (id),
  language varchar(35) not null,
  number integer not null,
  anchor text not null,
  heading text not null,
  text text not null,
  input text not null, -- the exact text sent to a model
  input_digest varchar(64) not null,
  tokens integer not null,
  chunker text not null,
  search tsvector,
  embedding_id uuid references embeddings.content_embeddings (id), -- null until it is bought
  primary key (content_id, language, number)
);

create index live_chunks_search_idx on embeddings.live_chunks using gin (search);
create index live_chunks_embedding_id_idx on embeddings.live_chunks (embedding_id);

-- What readers search: live chunks with their vectors of the active model.
create view embeddings.live as
select
  chunk.content_id, chunk.language, chunk.number, chunk.anchor, chunk.heading, chunk.text,
  chunk.input_digest, chunk.tokens, chunk.chunker, chunk.search,
  stored.id as embedding_id, stored.content_type, stored.model_version, stored.embedding, stored.metadata
from embeddings.live_chunks as chunk
join embeddings.content_embeddings as stored on stored.id = chunk.embedding_id
join embeddings.models as model on model.model_version = stored.model_version and model.active;

-- Down Migration

drop view embeddings.live;
drop table embeddings.live_chunks;
drop table embeddings.content_embeddings;
drop table embeddings.models;
