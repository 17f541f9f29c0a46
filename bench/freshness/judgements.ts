import { fileURLToPath } from 'node:url'
import type { BoardEntry } from '../../src/translation/board.ts'
import { runProcess } from '../measure/run-process.ts'
import { installPeers, peerModules } from '../peers/install.ts'

/** Whether a text in a language is current, as the two tell it, and what Lunaria tells it by. */
export type Judgement = {
  readonly slug: string
  readonly language: string
  readonly ours: BoardEntry['freshness']
  readonly theirs: BoardEntry['freshness']
  /** Anchors of the sections that changed, as we tell it. */
  readonly sections: readonly string[]
  readonly sourcePath: string
  /** As we find it; null where nothing is translated. */
  readonly path: string | null
  /** The newest commit of the source and of the translation that counts for Lunaria. */
  readonly sourceCommit: string
  readonly translationCommit: string | null
}

/** A repository of `<language>/<slug>.md`, with a configuration and a place for what is recorded. */
export type Judged = {
  readonly repository: string
  readonly config: string
  readonly state: string
  /** As directories are named, the source's first. */
  readonly languages: readonly string[]
}

const program = fileURLToPath(new URL('../../bin/hma-content.js', import.meta.url))
const lunaria = fileURLToPath(new URL('lunaria-status.js', import.meta.url))

/** Asks both of every text in every language, over the whole history. */
export const judgeBoth = async (
  judged: Judged,
  say: (text: string) => void,
): Promise<readonly Judgement[]> => {
  await installPeers(say)
  say('hma-content publishes')
  const flags = ['-C', judged.repository, '--config', judged.config, '--state', judged.state]
  await run([program, 'publish', ...flags], judged.repository)
  const board = await run(
    [program, 'translations', ...flags, '--format', 'json'],
    judged.repository,
  )
  const ours = new Map(
    (JSON.parse(board) as readonly BoardEntry[]).map((entry) => [
      `${entry.slug} ${entry.language.toLowerCase()}`,
      entry,
    ]),
  )
  say('Lunaria reads the history of every file')
  const [source = ''] = judged.languages
  const files = `{${judged.languages.join(',')}}/*.md`
  const args = [lunaria, peerModules, judged.languages.join(','), files, '@lang/@path']
  const theirs = JSON.parse(await run(args, judged.repository)) as readonly LunariaFile[]
  return theirs.flatMap(({ sharedPath, sourceFile, localizations }) =>
    Object.entries(localizations).map(([language, found]): Judgement => {
      const slug = sharedPath.replace(/\.md$/, '')
      const entry = ours.get(`${slug} ${language}`)
      if (entry === undefined) throw new Error(`Expected \`${slug}\` to be an item.`)
      return {
        slug,
        language,
        ours: entry.freshness,
        theirs: found.isMissing ? 'missing' : found.isOutdated ? 'outdated' : 'current',
        sections: entry.sections.map(({ anchor }) => anchor),
        sourcePath: `${source}/${sharedPath}`,
        path: entry.path,
        sourceCommit: sourceFile.git.lastMajorCommitHash,
        translationCommit: found.isMissing ? null : found.git.lastMajorCommitHash,
      }
    }),
  )
}

type Dated = { readonly git: { readonly lastMajorCommitHash: string } }

/** What Lunaria 0.1 says of one source file. */
type LunariaFile = {
  readonly sharedPath: string
  readonly sourceFile: Dated
  readonly localizations: Readonly<
    Record<
      string,
      | { readonly isMissing: true }
      | (Dated & { readonly isMissing: false; readonly isOutdated: boolean })
    >
  >
}

const run = async (args: readonly string[], cwd: string): Promise<string> => {
  const { code, stdout, stderr } = await runProcess(process.execPath, args, { cwd, output: 'keep' })
  if (code !== 0)
    throw new Error(`\`${args.slice(0, 2).join(' ')}\` ended with ${code}:\n${stderr}`)
  return stdout
}
