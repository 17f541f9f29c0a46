-- Up Migration

-- What a run that finds nothing changed has to say, so that it need not read what is live to count it:
-- {kept, translations, diagnostics, now, dueAt, settings}. Null for releases of before; those are counted again.
alter table pipeline.releases add column summary jsonb;

-- Down Migration

alter table pipeline.releases drop column summary;
