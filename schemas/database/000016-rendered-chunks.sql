-- Up Migration

-- Chunks of texts that a run has rendered and not made live yet, so that it need not hold them all. Unlogged: a run that
-- did not end is done again from its beginning.
create unlogged table pipeline.rendered_chunks (
  run uuid not null,
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
  config text not null,
  search_title text not null,
  search_lead text not null,
  search_body text not null
);

-- Down Migration

drop table pipeline.rendered_chunks;
