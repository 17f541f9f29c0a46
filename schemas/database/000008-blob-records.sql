-- Up Migration

-- A record is read whole or not at all, so it is kept as text: nothing in it is taken apart on the way in. Left
-- uncompressed, since compressing took longer than all else in recording ten thousand lessons.
-- Of blobs that no file, version or translation of the head refers to any more, digests alone are kept.
alter table pipeline.blobs
  alter column record type json using record::json,
  alter column record drop not null,
  alter column record set storage external;

-- Down Migration

update pipeline.blobs set record = '{}' where record is null;
alter table pipeline.blobs
  alter column record type jsonb using record::jsonb,
  alter column record set not null,
  alter column record set storage extended;
