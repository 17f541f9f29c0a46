-- Up Migration

-- Who wrote a version and whom its commit's `Reviewed-by:` trailers name, as Git has them: `Name <address>`.
alter table versions.content_versions
  add column author text not null default '',
  add column reviewers text[] not null default '{}';

alter table pipeline.translation_versions
  add column author text not null default '',
  add column reviewers text[] not null default '{}',
  add column publish_at timestamptz,
  add column unpublish_at timestamptz;

-- What a version's file said last of drafts and dates, where that is not what its row says: it makes no version, and the
-- rows of versions never change. A version that was approved may have to stay live when it is no longer the newest.
create table pipeline.version_bookkeeping (
  version_id uuid primary key, -- of an item's or of a translation's version, so without a foreign key
  draft boolean not null,
  publish_at timestamptz,
  unpublish_at timestamptz
);

-- Down Migration

drop table pipeline.version_bookkeeping;
alter table pipeline.translation_versions
  drop column unpublish_at, drop column publish_at, drop column reviewers, drop column author;
alter table versions.content_versions drop column reviewers, drop column author;
