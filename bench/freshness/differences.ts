import { git } from '../corpus/git.ts'
import { type Explanation, reasons } from './explain.ts'
import type { Judgement } from './judgements.ts'

/** A text that the two judge otherwise, and why. */
export type Difference = { readonly judgement: Judgement; readonly explanation: Explanation }

/** How often each pair of answers was given. */
export const countTable = (judgements: readonly Judgement[]): string => {
  const answers = ['current', 'outdated', 'missing'] as const
  const rows = answers.map((ours) => {
    const counts = answers.map(
      (theirs) => judgements.filter((one) => one.ours === ours && one.theirs === theirs).length,
    )
    return `| ${ours} here | ${counts.join(' | ')} |`
  })
  return `| | ${answers.map((answer) => `${answer} by Lunaria`).join(' | ')} |\n|---|---|---|---|\n${rows.join('\n')}`
}

/** One row for each commit, those of the same reason together. */
export const differenceTables = async (
  repository: string,
  differences: readonly Difference[],
): Promise<string> => {
  const tables: string[] = []
  for (const reason of Object.values(reasons)) {
    const those = differences.filter(({ explanation }) => explanation.reason === reason)
    if (those.length === 0) continue
    const rows: string[] = []
    for (const commit of new Set(those.map(({ explanation }) => explanation.commit))) {
      const lessons = those
        .filter(({ explanation }) => explanation.commit === commit)
        .map(({ judgement }) => `${judgement.slug}\u00a0(${judgement.language})`)
      const subject = await git(repository, 'log', '-1', '--format=%s', commit)
      rows.push(
        `| \`${commit.slice(0, 10)}\` ${subject.replaceAll('|', '\\|')} | ${lessons.join(', ')} |`,
      )
    }
    const answers = [
      ...new Set(
        those.map(({ judgement }) => `${judgement.ours} here, ${judgement.theirs} by Lunaria`),
      ),
    ]
    tables.push(
      `${those.length} are ${answers.join(' or ')}. The commit ${reason}:\n\n| commit | translations |\n|---|---|\n${rows.join('\n')}`,
    )
  }
  return tables.join('\n\n')
}
