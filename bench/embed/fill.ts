// Fills a model in a process that may be killed: `node fill.ts <database> <embeddings server> <concurrency>`.
import { anyChunk } from '../../src/database/embeddings.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { reindex } from '../../src/line/reindex.ts'
import { embedderAt } from './ways.ts'

const [url = '', baseUrl = '', concurrency = '4'] = process.argv.slice(2)
const database = await openPostgres(url)
const { lacking, failure } = await reindex({
  database,
  embedder: embedderAt(baseUrl, 'killed'),
  filter: anyChunk,
  concurrency: Number(concurrency),
  allow: () => {},
  onProgress: () => {},
})
await database.close()
if (failure !== null) throw failure
process.exitCode = lacking === 0 ? 0 : 1
