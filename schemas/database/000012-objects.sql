-- Up Migration

-- Buckets that were published to from here.
create table pipeline.buckets (
  id integer generated always as identity primary key,
  address text not null unique check (octet_length(address) <= 2400),
  -- Digest of the table of headers that its objects were last compared with.
  headers text not null
);

-- What each bucket is known to hold of objects that never change, so that they are neither put nor asked for again.
-- Made anew from a list of the bucket where it is lost.
create table pipeline.objects (
  bucket integer not null references pipeline.buckets on delete cascade,
  key text not null check (octet_length(key) <= 1024),
  sha256 varchar(64) not null,
  size bigint, -- in bytes; null where the key was merely listed
  headers text, -- mark of the headers it was put with; null where nobody looked
  tags text[] not null default '{}', -- its cache tags
  primary key (bucket, key)
);

-- Down Migration

drop table pipeline.objects;
drop table pipeline.buckets;
