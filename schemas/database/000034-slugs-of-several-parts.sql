-- Up Migration

-- As long as twelve parts of a path, of 200 bytes each, which is what `PATH_DEPTH` and `PATH_LENGTH` allow: pillars, courses
-- and lessons may have several of them, as in `{pillar...}`. An index takes 2,704 bytes.
alter table education.pillars alter column slug type varchar(2500);
alter table education.courses alter column slug type varchar(2500);
alter table education.lessons alter column slug type varchar(2500);
alter table content_mgmt.content_items
  alter column slug type varchar(2500),
  drop constraint content_items_slug_check,
  add constraint content_items_slug_check check (octet_length(slug) <= 2500);
alter table content_mgmt.redirects
  alter column slug type varchar(2500),
  drop constraint redirects_slug_check,
  add constraint redirects_slug_check check (octet_length(slug) <= 2500);

-- A lesson was called by the last part of its item's slug, which another one of its course may have as well where a
-- pattern has more parts, as in `{pillar}/{course}/{unit}/{slug}`.
update education.lessons as lesson
set slug = substr(item.slug, length(pillar.slug) + length(course.slug) + 3)
from content_mgmt.content_items as item,
  education.courses as course join education.pillars as pillar on pillar.id = course.pillar_id
where item.lesson_id = lesson.id
  and course.id = lesson.course_id
  and starts_with(item.slug, pillar.slug || '/' || course.slug || '/');

-- Down Migration

-- The slugs stay, and the columns' width with them: what they were cannot be told of two lessons of one course.
