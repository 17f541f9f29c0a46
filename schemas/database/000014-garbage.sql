-- Up Migration

-- Objects of the bucket that nothing refers to, and since when that is known. `gc` removes one only under a lock on its
-- row; a publish that needs the object again deletes the row before it relies on it, and so waits for the removal or
-- prevents it.
create table pipeline.garbage (
  key text primary key check (octet_length(key) <= 1024),
  marked_at timestamptz not null default now()
);

-- Down Migration

drop table pipeline.garbage;
