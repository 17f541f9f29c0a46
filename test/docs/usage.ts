import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('../../bin/hma-content.js', import.meta.url))

const help = async (...command: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...command, '--help'])
  return stdout.trimEnd()
}

/** The commands that the program's own help lists, without `help`. */
const commandNames = (mainHelp: string): readonly string[] =>
  [...(mainHelp.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}(\w+)/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'help')

/** What stands between the markers of a page: in the README the help of the program, in docs/commands.md that of every command. */
export const usageSection = async (page: UsagePage): Promise<string> => {
  const main = await help()
  if (page === 'README.md') return section([main])
  const pages: string[] = []
  for (const name of commandNames(main)) {
    const page = await help(name)
    pages.push(page)
    for (const below of commandNames(page)) pages.push(await help(name, below))
  }
  return section(pages)
}

/** A page that shows help. */
export type UsagePage = (typeof usagePages)[number]

export const usagePages = ['README.md', 'docs/commands.md'] as const

const section = (helps: readonly string[]): string =>
  ['', ...helps.map((text) => `\`\`\`text\n${text}\n\`\`\`\n`)].join('\n')

export const usageStart = '<!-- usage: written by `node test/docs/write-usage.ts` -->'
export const usageEnd = '<!-- end of usage -->'

/** A document's text before, between and after the usage markers; throws where it has not one of each. */
export const splitAtUsage = (text: string): readonly [string, string, string] => {
  const [before, rest, ...moreStarts] = text.split(`${usageStart}\n`)
  const [between, after, ...moreEnds] = (rest ?? '').split(`${usageEnd}\n`)
  if (before === undefined || between === undefined || after === undefined) {
    throw new Error(`Expected \`${usageStart}\` and \`${usageEnd}\`, each on a line of its own.`)
  }
  if (moreStarts.length + moreEnds.length > 0) throw new Error('Expected one usage section.')
  return [before, between, after]
}
