-- Up Migration

-- What GitHub and GitLab have told of, each once by the id that they give it, written before they are answered. It is
-- a hint: what is published is what the branch holds. Kept for thirty days.
create table pipeline.deliveries (
  provider text not null check (provider in ('github', 'gitlab')),
  id text not null check (octet_length(id) <= 200),
  event text not null check (octet_length(event) <= 200),
  received_at timestamptz not null default now(),
  payload text not null, -- JSON as it came
  primary key (provider, id)
);

create index deliveries_received_at_idx on pipeline.deliveries (received_at);

-- Down Migration

drop table pipeline.deliveries;
