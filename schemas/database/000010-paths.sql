-- Up Migration

-- A push that rewords some lessons asks for them, and for what they link to, by path.
create index items_path_idx on pipeline.items (path);
create index former_slugs_path_idx on pipeline.former_slugs (path);
-- After a push nearly every chunk has its vector; this finds the few that do not.
create index live_chunks_unlinked_idx on embeddings.live_chunks (content_id) where embedding_id is null;

-- Down Migration

drop index embeddings.live_chunks_unlinked_idx;
drop index pipeline.former_slugs_path_idx;
drop index pipeline.items_path_idx;
