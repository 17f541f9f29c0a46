import { type ConfigFlags, canonicalLanguage, readConfig } from '../config.ts'
import { readingEmbedder } from '../connect.ts'
import { ContentError } from '../errors.ts'
import type { ContentType } from '../lesson/lesson.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { search } from '../search/search.ts'
import { withExisting } from '../with-existing.ts'
import { wholeNumber } from './option-value.ts'

export type SearchOptions = ConfigFlags & {
  readonly language?: string
  readonly type?: ContentType
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
  return withExisting(config, async (connections) => {
    const request = {
      text,
      language: canonicalLanguage(options.language ?? config.source.language),
      languages: [config.source.language],
      limit,
      ...(options.type === undefined ? {} : { type: options.type }),
    }
    const embedder = await readingEmbedder(connections, 'question')
    const hits = await search(connections.database, embedder, request).catch((error: unknown) => {
      if (!(error instanceof ContentError) || error.code !== 'EMBEDDER') throw error
      terminal.note(`${error.message}. These are the answers of full text alone.`)
      return search(connections.database, null, request)
    })
    if (options.format === 'json') terminal.print(JSON.stringify(hits, null, 2))
    else if (hits.length === 0) terminal.print('Nothing found.')
    for (const hit of options.format === 'text' ? hits : []) {
      const place = hit.anchor === '' ? hit.slug : `${hit.slug}#${hit.anchor}`
      terminal.print(
        `${printable(hit.title)} [${hit.language}]\n  ${printable(place)}\n  ${printable(hit.snippet)}\n`,
      )
    }
    return exitCodes.fine
  })
}
