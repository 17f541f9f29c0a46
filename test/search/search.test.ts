import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { searchVectorSql } from '../../src/database/search-vector-sql.ts'
import {
  buildVectorIndex,
  dropVectorIndex,
  keepVectorIndex,
} from '../../src/database/vector-index.ts'
import { forgetWords } from '../../src/database/words.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import type { Embedder } from '../../src/embedder.ts'
import { uuidOf } from '../../src/identifier.ts'
import type { ContentType } from '../../src/lesson/lesson.ts'
import { anyItem } from '../../src/search/filter.ts'
import type { SearchRequest } from '../../src/search/question.ts'
import { explainedSearch, type SearchHit, search } from '../../src/search/search.ts'
import { searchFields } from '../../src/search/search-vector.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(() =>
  db.script(
    `delete from embeddings.live_chunks;
     delete from embeddings.content_embeddings;
     delete from embeddings.models;
     delete from embeddings.words;
     delete from content_mgmt.translations;
     delete from content_mgmt.content_items;
     delete from education.courses;
     delete from education.pillars;
     insert into embeddings.models (model_version, dimensions, active) values ('offline-hash-v1', 1536, true)`,
  ),
)

type Passage = { readonly heading?: string; readonly text: string }
type Item = { readonly title: string; readonly type?: ContentType; readonly language?: string }

/** Makes passages live in a language, as a release and an embedding run would. */
const publish = async (
  slug: string,
  item: Item,
  passages: readonly Passage[],
  embedder: Embedder = offlineEmbedder(),
): Promise<void> => {
  const { title, type = 'lesson', language = 'en' } = item
  const id = uuidOf(slug)
  await db.query(
    `insert into content_mgmt.content_items (id, content_type, slug, title, status, language)
     values ($1, $2, $3, $4, 'published', 'en') on conflict (id) do nothing`,
    [id, type, slug, title],
  )
  if (language !== 'en')
    await db.query(
      `insert into content_mgmt.translations (content_id, language_code, title, status)
       values ($1, $2, $3, 'published')`,
      [id, language, title],
    )
  for (const [index, { heading = '', text }] of passages.entries()) {
    const [embedding] = await embedder.embed([`${title}\n${heading}\n\n${text}`])
    const embeddingId = uuidOf(slug, language, String(index))
    await db.query(
      `insert into embeddings.content_embeddings
         (id, content_id, content_type, embedding, model_version, input_digest, language)
       values ($1, $2, $3, $4, $5, gen_random_uuid()::text, $6)`,
      [embeddingId, id, type, embedding, embedder.model, language],
    )
    const fields = searchFields({ title, heading, text, number: index + 1 }, language)
    const vectorSql = searchVectorSql({
      config: '$7::text',
      title: '$8::text',
      lead: '$9::text',
      body: '$11::text',
    })
    await db.query(
      `insert into embeddings.live_chunks (content_id, language, number, anchor, heading, text,
         search, embedding_id, input, input_digest, tokens, chunker)
       values ($1, $2, $3, $4, $5, $6, ${vectorSql}, $10, '', '', 1, 'c1')`,
      [
        id,
        language,
        index + 1,
        heading.toLowerCase(),
        heading,
        text,
        fields.config,
        fields.title,
        fields.lead,
        embeddingId,
        fields.body,
      ],
    )
  }
}

const ask = (
  text: string,
  request: Partial<SearchRequest> = {},
  embedder: Embedder | null = null,
) => search(db, embedder, { text, language: 'en', languages: ['en'], limit: 10, ...request })

const slugs = (hits: readonly SearchHit[]): readonly string[] => hits.map((hit) => hit.slug)

/** Knows which of two subjects a text is about, whatever its words. */
const subjects = (model: string): Embedder => ({
  model,
  dimensions: 1536,
  price: 0,
  largest: () => ({ inputs: 512, weight: 1_000_000 }),
  limits: () => null,
  embed: async (texts) =>
    texts.map((text) =>
      new Float32Array(1536).fill(
        1,
        /elk|wapiti/iu.test(text) ? 0 : 1,
        /elk|wapiti/iu.test(text) ? 1 : 2,
      ),
    ),
})

describe('search', () => {
  it('gives the best passage of an item, with its anchor, title and snippet', async () => {
    await publish('elk', { title: 'Calling elk' }, [
      { heading: 'Wind', text: 'Stay downwind.' },
      { heading: 'Bugle', text: 'A bugle is a challenge between bulls.' },
    ])
    const [hit, ...others] = await ask('bulls bugling', {}, offlineEmbedder())
    expect(others).toEqual([])
    expect(hit).toEqual({
      type: 'lesson',
      slug: 'elk',
      title: 'Calling elk',
      language: 'en',
      anchor: 'bugle',
      heading: 'Bugle',
      score: expect.closeTo(5 / 61),
      snippet: 'A bugle is a challenge between bulls.',
    })
  })

  it('answers a whole question although some of its words occur nowhere', async () => {
    await publish('decoys', { title: 'Decoys' }, [{ text: 'Set geese decoys in a hollow.' }])
    await publish('boots', { title: 'Boots' }, [{ text: 'Grease your boots.' }])
    expect(slugs(await ask('Where exactly should I put my goose decoys tomorrow?'))).toEqual([
      'decoys',
    ])
  })

  it('puts what holds every word first, then what holds the rarer words', async () => {
    for (const number of [1, 2, 3, 4])
      await publish(`elk-${number}`, { title: `Part ${number}` }, [
        { text: 'Elk, elk, elk and more elk.' },
      ])
    await publish('rub', { title: 'Signs' }, [{ text: 'A rub is where antlers met bark.' }])
    await publish('both', { title: 'Reading' }, [
      { text: `Elk make a rub. ${'Snow fell on the ridge. '.repeat(30)}` },
    ])
    expect(slugs(await ask('elk rub')).slice(0, 2)).toEqual(['both', 'rub'])
  })

  it('puts a word in the title or a heading above one in the text', async () => {
    await publish('text', { title: 'Camp' }, [{ text: 'Bring a compass and a map.' }])
    await publish('heading', { title: 'Gear' }, [
      { heading: 'Compass', text: 'Bring one and a map.' },
    ])
    expect(slugs(await ask('compass'))).toEqual(['heading', 'text'])
  })

  it('puts a lesson that begins with a word above one that mentions it later', async () => {
    const filler = 'Bring warm clothes and a good map of the unit you hunt. '.repeat(8)
    await publish('later', { title: 'Camp' }, [{ text: `${filler} Take a compass.` }])
    await publish('lead', { title: 'Gear' }, [{ text: `Take a compass. ${filler}` }])
    expect(slugs(await ask('compass'))).toEqual(['lead', 'later'])
  })

  it('puts a lesson that speaks of a word in several places above one that does once', async () => {
    await publish('several', { title: 'Gear' }, [
      { text: 'Warm clothes.' },
      { text: 'Take a compass.' },
      { text: 'Set the compass.' },
    ])
    await publish('once', { title: 'Camp' }, [
      { text: 'Cold nights.' },
      { text: 'Hang a compass.' },
      { text: 'Light a fire.' },
    ])
    expect(slugs(await ask('compass'))).toEqual(['several', 'once'])
  })

  it('judges how rare a word is by the lessons of its own language', async () => {
    for (const number of [1, 2, 3, 4, 5, 6])
      await publish(`wind-${number}`, { title: `Part ${number}` }, [{ text: 'Wind, wind, wind.' }])
    await publish('thermals', { title: 'Part 7' }, [
      { text: `Thermals rise. ${'Snow fell on the ridge. '.repeat(10)}` },
    ])
    for (const number of Array(60).keys())
      await publish(`es-${number}`, { title: `Parte ${number}`, language: 'es' }, [
        { text: 'Alces en la nieve.' },
      ])
    expect(slugs(await ask('wind thermals'))[0]).toBe('thermals')
  })

  it('understands quotes and exclusions', async () => {
    await publish('deer', { title: 'Deer' }, [{ text: 'The rut of deer and the elk call.' }])
    await publish('elk', { title: 'Elk' }, [{ text: 'The call of an elk.' }])
    expect(slugs(await ask('"elk call"'))[0]).toBe('deer')
    expect(slugs(await ask('elk -deer'))[0]).toBe('elk')
    expect(await ask('-deer')).toEqual([])
  })

  it('shows an item in the wanted language, or in the first other one it exists in', async () => {
    await publish('elk', { title: 'Elk' }, [{ text: 'Radio and elk.' }])
    await publish('elk', { title: 'Alce', language: 'es' }, [{ text: 'Radio y alces.' }])
    await publish('deer', { title: 'Deer' }, [{ text: 'Radio and deer.' }])
    const found = await ask('radio', { language: 'es-MX' }, offlineEmbedder())
    expect(found.map((hit) => [hit.slug, hit.language, hit.title]).toSorted()).toEqual([
      ['deer', 'en', 'Deer'],
      ['elk', 'es', 'Alce'],
    ])
    expect(slugs(await ask('alces', { language: 'en' }))).toEqual([])
    expect(slugs(await ask('alce', { language: 'es', languages: [] }))).toEqual(['elk'])
  })

  it('finds words in languages that are written without spaces', async () => {
    await publish('elk', { title: '呼叫麋鹿', language: 'zh' }, [{ text: '麋鹿在秋天呼叫。' }])
    await publish('map', { title: '地图', language: 'zh' }, [{ text: '阅读地图。' }])
    expect(slugs(await ask('秋天的麋鹿', { language: 'zh' }))).toEqual(['elk'])
  })

  it('finds by meaning what shares no word, but only with the active model', async () => {
    const embedder = subjects('subjects')
    await db.query(
      `insert into embeddings.models (model_version, dimensions, active) values ('subjects', 1536, false)`,
    )
    await publish('elk', { title: 'Elk' }, [{ text: 'Elk bugle.' }], embedder)
    await publish('boots', { title: 'Boots' }, [{ text: 'Grease them.' }], embedder)
    expect(await ask('wapiti', {}, embedder)).toEqual([])
    await db.query(`update embeddings.models set active = false`)
    await db.query(`update embeddings.models set active = true where model_version = 'subjects'`)
    expect(slugs(await ask('wapiti', {}, embedder))).toEqual(['elk'])
    expect(await ask('wapiti', {}, subjects('another'))).toEqual([])
  })

  it('finds only what is live', async () => {
    await publish('elk', { title: 'Elk' }, [{ text: 'Elk bugle.' }])
    await db.query('delete from embeddings.live_chunks')
    expect(await ask('elk', {}, offlineEmbedder())).toEqual([])
  })

  it('keeps to a content type and a limit', async () => {
    await publish('lesson', { title: 'Elk' }, [{ text: 'Elk bugle.' }])
    await publish('video', { title: 'Elk', type: 'video' }, [{ text: 'Elk bugle.' }])
    expect(
      slugs(await ask('elk', { filter: { ...anyItem, type: 'video' } }, offlineEmbedder())),
    ).toEqual(['video'])
    expect(await ask('elk', { limit: 1 }, offlineEmbedder())).toHaveLength(1)
  })

  it.each([
    [{ pillar: 'hunt' }, ['boots', 'wind']],
    [{ course: 'hunt/stand' }, ['wind']],
    [{ course: 'stand' }, ['wind']],
    [{ pillar: 'calls' }, []],
    [{ difficulty: 'beginner' }, ['boots']],
    [{ difficulty: 'beginner', difficultyKeys: ['level'] }, ['wind']],
  ])(
    'keeps to %j, in full text and among vectors, with an index and without',
    async (filter, found) => {
      await publish('wind', { title: 'Elk' }, [{ text: 'Elk bugle.' }])
      await publish('boots', { title: 'Elk' }, [{ text: 'Elk leather.' }])
      await publish('other', { title: 'Elk' }, [{ text: 'Elk calls.' }])
      const [pillar, course] = [uuidOf('hunt'), uuidOf('stand')]
      await db.script(
        `insert into education.pillars (id, slug, name) values ('${pillar}', 'hunt', 'Hunt');
       insert into education.courses (id, pillar_id, slug, title) values ('${course}', '${pillar}', 'stand', 'Stand');
       update content_mgmt.content_items set pillar_id = '${pillar}' where slug in ('wind', 'boots');
       update content_mgmt.content_items set course_id = '${course}', metadata = '{"level": "beginner"}' where slug = 'wind';
       update content_mgmt.content_items set metadata = '{"difficulty": "beginner"}' where slug = 'boots'`,
      )
      const asked = { filter: { ...anyItem, ...filter } }
      expect(slugs(await ask('elk', asked)).toSorted()).toEqual(found)
      expect(slugs(await ask('elk', asked, offlineEmbedder())).toSorted()).toEqual(found)
      const { model } = offlineEmbedder()
      await buildVectorIndex(db, model, 3)
      await keepVectorIndex(db, model)
      expect(slugs(await ask('elk', asked, offlineEmbedder())).toSorted()).toEqual(found)
      await dropVectorIndex(db, model)
    },
  )

  it('explains where each item stood in both searches', async () => {
    await publish('photo', { title: 'Camera' }, [{ text: 'Hang it for photographs.' }])
    await publish('elk', { title: 'Elk' }, [{ text: 'A photo of elk.' }])
    const request = { text: 'photo', language: 'en', languages: ['en'], limit: 10 }
    const hits = await explainedSearch(db, offlineEmbedder(), request)
    expect(hits.map(({ slug, ranks }) => [slug, ranks])).toEqual([
      ['elk', { text: 1, vector: 1 }],
      ['photo', { text: null, vector: 2 }],
    ])
    expect(hits.map(({ similarWords }) => similarWords)).toEqual([[], []])
  })

  it('takes the words most like it for one that no text has, and says so', async () => {
    await publish('compass', { title: 'Finding north' }, [
      { text: `${'Pack light. '.repeat(40)}Take a compass with you.` },
    ])
    await publish('boots', { title: 'Boots' }, [{ text: 'Grease the leather.' }])
    const request = { text: 'comapss', language: 'en', languages: ['en'], limit: 10 }
    expect(await explainedSearch(db, null, request)).toEqual([
      expect.objectContaining({
        slug: 'compass',
        snippet: expect.stringContaining('compass'),
        ranks: { text: 1, vector: null },
        similarWords: ['compass'],
      }),
    ])
    expect(slugs(await ask('grese the lether'))).toEqual(['boots'])
  })

  it('takes no other word for one that some text has, in whichever language', async () => {
    await publish('photo', { title: 'Photo' }, [{ text: 'A photo.' }])
    await publish('photon', { title: 'Photon' }, [{ text: 'A photon.' }])
    expect(slugs(await ask('photo'))).toEqual(['photo'])
    await publish('foton', { title: 'Protons', language: 'es' }, [{ text: 'Los protones.' }])
    expect(slugs(await ask('photon', { language: 'es' }))).toEqual(['photon'])
  })

  it('leads nowhere by a word whose last text is gone', async () => {
    await publish('compass', { title: 'Compass' }, [{ text: 'A compass.' }])
    await publish('boots', { title: 'Boots' }, [{ text: "The hunter's boots." }])
    await db.query('delete from embeddings.live_chunks where content_id = $1', [uuidOf('compass')])
    expect(await ask('comapss')).toEqual([])
    await db.transaction(forgetWords)
    const words = await db.query('select language, word from embeddings.words order by word')
    expect(words).toEqual([
      { language: 'en', word: 'boot' },
      { language: 'en', word: 'hunter' },
    ])
  })

  it.each(['', ' ', '🦌', '\0', '"', '-', '&|!()<->'])('asks nobody about %j', async (text) => {
    const embedder = { ...offlineEmbedder(), embed: () => Promise.reject(new Error('asked')) }
    expect(await ask(text, {}, embedder)).toEqual([])
  })

  it('rejects with what the embedder fails with', async () => {
    await publish('elk', { title: 'Elk' }, [{ text: 'Elk bugle.' }])
    const embedder = { ...offlineEmbedder(), embed: () => Promise.reject(new Error('no quota')) }
    await expect(ask('elk', {}, embedder)).rejects.toThrow('no quota')
  })

  it('takes any text for a question', async () => {
    await publish('elk', { title: 'Elk' }, [{ text: "Elk's call: a & b | c \\ d/e 'f' a:b" }])
    const piece = fc.constantFrom(
      'elk',
      "'",
      '\\',
      '"',
      '&',
      '|',
      '!',
      ':*',
      '<->',
      '-',
      '(',
      '\0',
      '\ud800',
      'a\\b',
      "o'k",
      'http://x.y/?a=1&b=2',
      '麋鹿',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(piece).map((list) => list.join(' ')),
          fc.string({ unit: 'binary' }),
        ),
        async (text) => {
          expect((await ask(text, {}, offlineEmbedder())).length).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 60 },
    )
    expect(slugs(await ask(`elk ${'word '.repeat(5_000)}`))).toEqual(['elk'])
  })
})
