-- Up Migration

-- The content domain of the academy's database: no user, progress or social tables.
-- Runs on PostgreSQL 15 or newer with pgvector 0.8.6 or newer, and on PGlite.

create extension if not exists vector;

create schema if not exists pipeline; -- the runner's own table of migrations may be there already
create schema education;
create schema content_mgmt;
create schema assets;
create schema versions;
create schema embeddings;

-- Roles are cluster-wide: another database of the cluster may have made them. Neither can log in;
-- give them to users. hma_reader sees what is released, hma_query everything of ours; both only read.
-- A migrating user who may not create roles goes on without them.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['hma_reader', 'hma_query'] loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin', wanted);
      end if;
      -- From PostgreSQL 16 on, whoever creates a role may not yet assume it.
      if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant %I to current_user', wanted);
      end if;
    exception
      when insufficient_privilege then raise notice 'role %: not created or granted', wanted;
      when duplicate_object or unique_violation then null; -- a migration of another database was faster
    end;
  end loop;
end
$$;

-- Default privileges reach tables that later migrations create, which GRANT ... ON ALL TABLES does not.
do $$
begin
  if exists (select from pg_roles where rolname = 'hma_reader') then
    grant usage on schema education, content_mgmt, assets, embeddings to hma_reader;
    alter default privileges in schema education, content_mgmt, assets, embeddings
      grant select on tables to hma_reader;
  end if;
  if exists (select from pg_roles where rolname = 'hma_query') then
    grant usage on schema education, content_mgmt, assets, versions, embeddings, pipeline to hma_query;
    grant select on all tables in schema pipeline to hma_query;
    alter default privileges in schema education, content_mgmt, assets, versions, embeddings, pipeline
      grant select on tables to hma_query;
  end if;
end
$$;

-- A query may not leave its role: set_config('role', ...) would do so from within a SELECT, and every
-- one of these is PUBLIC's unless taken away. SET and SET LOCAL, as statements, are not concerned.
-- Files and large objects are a superuser's already; taking them away again costs nothing.
do $$
declare
  risky regprocedure;
begin
  for risky in
    select oid::regprocedure from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname in (
        'set_config', 'pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file',
        'lo_import', 'lo_export', 'lo_create', 'lo_creat', 'lo_from_bytea', 'lo_put', 'lo_unlink', 'lowrite'
      )
  loop
    begin
      execute format('revoke execute on function %s from public', risky);
    exception
      when insufficient_privilege then raise notice '%: not ours to revoke', risky;
    end;
  end loop;
end
$$;

-- One for every append-only table. A rebuild, which computes the same rows again, says so by
-- SET LOCAL hma.rebuild = 'on'.
create function pipeline.refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('hma.rebuild', true) = 'on' then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  raise exception '%.% is append-only', tg_table_schema, tg_table_name
    using errcode = 'restrict_violation', hint = tg_op || ' is allowed to a rebuild only';
end
$$;

-- Down Migration

-- Roles and the extension stay: other databases and schemas may use them.
drop function pipeline.refuse_change();
alter default privileges in schema education, content_mgmt, assets, embeddings
  revoke select on tables from hma_reader;
alter default privileges in schema education, content_mgmt, assets, versions, embeddings, pipeline
  revoke select on tables from hma_query;
revoke usage on schema pipeline from hma_query;
drop schema education;
drop schema content_mgmt;
drop schema assets;
drop schema versions;
drop schema embeddings;
