-- Up Migration

-- Several parts of a path, as in `{pillar...}`, are as long as an item's slug may be.
alter table education.pillars alter column slug type varchar(1000);
alter table education.courses alter column slug type varchar(1000);
alter table education.lessons alter column slug type varchar(1000);

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
