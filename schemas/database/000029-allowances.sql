-- Up Migration

-- What is left of what a model's service takes in a minute, as all processes together have asked for it. Below zero is promised to requests
-- that wait for it.
create table pipeline.allowances (
  model_version varchar(100) primary key,
  requests double precision not null,
  tokens double precision not null,
  counted_at timestamptz not null
);

-- Down Migration

drop table pipeline.allowances;
