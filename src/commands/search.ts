import { type Config, type ConfigFlags, canonicalLanguage, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import type { ContentType } from '../lesson/lesson.ts'
import { type EmbedderSource, readingEmbedder } from '../open-embedder.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, type Terminal } from '../output/terminal.ts'
import type { SearchFilter } from '../search/filter.ts'
import type { SearchRequest } from '../search/question.ts'
import { type ExplainedHit, explainedSearch } from '../search/search.ts'
import { withExisting } from '../with-existing.ts'
import { wholeNumber } from './option-value.ts'

export type SearchOptions = ConfigFlags & {
  readonly language?: string
  readonly type?: ContentType
  readonly pillar?: string
  readonly course?: string
  readonly difficulty?: string
  readonly explain?: boolean
  readonly limit: string
  readonly format: 'text' | 'json'
}

/** Prints the live lessons that answer a question, best first. */
export const searchCommand = async (
  text: string,
  options: SearchOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const limit = wholeNumber('--limit', options.limit, { from: 1, to: 100 })
  const config = readConfig(options, variables)
  const request = {
    text,
    language: canonicalLanguage(options.language ?? config.source.language),
    languages: [config.source.language],
    limit,
    filter: filterOf(options, config),
  }
  return withExisting(config, async (connections) => {
    const hits = await searchAnyway(connections, request, terminal)
    if (options.format === 'json') {
      const shown =
        options.explain === true ? hits : hits.map(({ ranks: _, similarWords: __, ...hit }) => hit)
      terminal.print(JSON.stringify(shown, null, 2))
      return exitCodes.fine
    }
    if (hits.length === 0) terminal.print('Nothing found.')
    for (const hit of hits)
      terminal.print(`${formatHit(hit)}${options.explain === true ? explanation(hit) : ''}`)
    return exitCodes.fine
  })
}

const filterOf = (options: SearchOptions, { collections }: Config): SearchFilter => ({
  type: options.type ?? null,
  pillar: options.pillar ?? null,
  course: options.course ?? null,
  difficulty: options.difficulty ?? null,
  difficultyKeys: [...new Set(collections.map(({ fields }) => fields.difficulty))],
})

/** By full text alone, and saying so, where the question gets no vector. */
const searchAnyway = async (
  connections: EmbedderSource,
  request: SearchRequest,
  { note }: Terminal,
): Promise<readonly ExplainedHit[]> => {
  try {
    const embedder = await readingEmbedder(connections, 'question')
    return await explainedSearch(connections.database, embedder, request)
  } catch (error) {
    if (!(error instanceof ContentError) || error.code !== 'EMBEDDER') throw error
    note(`${error.message}. These are the answers of full text alone.`)
    return await explainedSearch(connections.database, null, request)
  }
}

const formatHit = ({ title, heading, language, slug, anchor, snippet }: ExplainedHit): string => {
  const named = heading === '' ? title : `${title} › ${heading}`
  const address = anchor === '' ? slug : `${slug}#${anchor}`
  return `${printable(named)} [${language}]\n  ${printable(address)}\n  ${printable(snippet)}\n`
}

const explanation = ({ ranks: { text, vector }, similarWords, score }: ExplainedHit): string => {
  const also =
    similarWords.length === 0 ? '' : `, looked for ${printable(similarWords.join(', '))} as well`
  return `  full text ${place(text)}, vectors ${place(vector)}, score ${score.toFixed(4)}${also}\n`
}

const place = (rank: number | null): string => (rank === null ? 'not found' : `no. ${rank}`)
