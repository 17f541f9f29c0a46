-- Up Migration

-- Pull and merge requests into the branch, as their host told of them last by its own clock, whatever came first here.
create table pipeline.requests (
  provider text not null check (provider in ('github', 'gitlab')),
  number integer not null check (number > 0),
  state text not null check (state in ('open', 'merged', 'closed')),
  merge_commit varchar(64), -- by which it came to the branch, where the host names one
  told_at timestamptz not null,
  noted_at timestamptz not null, -- when something was last told of it
  looked_at timestamptz, -- `noted_at` as it was at the last look at its commits
  primary key (provider, number)
);

-- What each reviewer said last of a request, of which of its commits.
create table pipeline.request_opinions (
  provider text not null,
  number integer not null,
  login text not null,
  opinion text not null check (opinion in ('approved', 'rejected', 'withdrawn')),
  commit varchar(64) not null,
  given_at timestamptz not null,
  primary key (provider, number, login),
  foreign key (provider, number) references pipeline.requests on delete cascade
);

-- The texts that a request changes, as Git has them at its last commit.
create table pipeline.reviews (
  provider text not null,
  number integer not null,
  path text not null,
  content_id uuid, -- null where the request adds the item
  slug text not null,
  language varchar(35) not null,
  state text not null check (state in ('open', 'merged', 'closed')),
  blob varchar(64), -- null where the request removes the file
  reviewers text[] not null, -- logins of those who approved these very bytes
  decided text[] not null default '{}', -- logins of those whose approvals have become decisions, or never can
  primary key (provider, number, path),
  foreign key (provider, number) references pipeline.requests on delete cascade
);

-- Down Migration

drop table pipeline.reviews;
drop table pipeline.request_opinions;
drop table pipeline.requests;
