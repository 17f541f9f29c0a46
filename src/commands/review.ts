import type { ConfigFlags } from '../config.ts'
import { withHead } from '../line/head-text.ts'
import { type UnapprovedText, unapprovedTexts } from '../line/unapproved-texts.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { describeLack } from '../review.ts'
import { withLive } from './decide-live.ts'

export type ReviewOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** Prints the texts whose newest version people keep from being live. */
export const review = async (options: ReviewOptions, context: CommandContext): Promise<number> =>
  await withLive(options, context, async (input) => {
    const texts = await withHead(input, async ({ plan }) =>
      unapprovedTexts(plan, input.config.source.language),
    )
    const { print } = context.terminal
    if (options.format === 'json') print(JSON.stringify(texts, null, 2))
    else print(texts.length === 0 ? 'Nothing waits for approval.' : formatted(texts))
    return exitCodes.fine
  })

const formatted = (texts: readonly UnapprovedText[]): string =>
  table(
    texts.map(({ slug, language, commit, author, state, lacks }) => [
      `${printable(slug)} [${language}]`,
      commit.slice(0, 12),
      printable(author),
      state === 'rejected' ? 'sent back' : lacks.map(describeLack).join(', '),
    ]),
  )
