-- Up Migration

-- Questions with a word that no text has are answered by the words most like it.
create extension if not exists pg_trgm;

-- Words of live texts, as search vectors have them. A word stays when the last text with it goes, since to look whether
-- it is the last would make each release dearer; it then leads to nothing, and gc and purge take it away.
create table embeddings.words (
  language varchar(35) not null,
  word text not null,
  primary key (language, word)
);

create index words_word_idx on embeddings.words using gin (word gin_trgm_ops);

-- Shorter words are like too many others, and longer ones are no words.
create function embeddings.keep_words() returns trigger language plpgsql as $$
begin
  insert into embeddings.words (language, word)
  select distinct added.language, word
  from added cross join lateral unnest(tsvector_to_array(added.search)) as word
  where length(word) between 3 and 40
  on conflict do nothing;
  return null;
end
$$;

create trigger keep_words after insert on embeddings.live_chunks
  referencing new table as added for each statement execute function embeddings.keep_words();

insert into embeddings.words (language, word)
select distinct language, word
from embeddings.live_chunks cross join lateral unnest(tsvector_to_array(search)) as word
where length(word) between 3 and 40;

-- Which texts are live in a language, and how many chunks there are, without a look at the rows.
create index live_chunks_language_idx on embeddings.live_chunks (language, number, content_id);

-- Titles and headings alone, which are all that is looked through for a word that is nearly everywhere.
create index live_chunks_headings_idx on embeddings.live_chunks using gin (ts_filter(search, '{a}'));

-- Down Migration

drop index embeddings.live_chunks_headings_idx;
drop index embeddings.live_chunks_language_idx;
drop trigger keep_words on embeddings.live_chunks;
drop function embeddings.keep_words();
drop table embeddings.words;
