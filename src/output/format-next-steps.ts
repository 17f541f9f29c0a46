import type { ConfigFlags } from '../config.ts'
import { printable } from './printable.ts'

/** What the commands to try next are made from. */
export type NextSteps = {
  readonly flags: ConfigFlags
  /** npm's own name for how the program was started: `exec` for npx, where it is not on the path. */
  readonly npmCommand: string | undefined
  /** A live item. */
  readonly title: string
  readonly slug: string
}

/** Commands worth trying after a release, as they can be pasted into a shell. */
export const formatNextSteps = ({ flags, npmCommand, title, slug }: NextSteps): string => {
  const start = startOf(flags, npmCommand)
  const sql =
    "select slug, title, version from content_mgmt.content_items where status = 'published'"
  return [
    'What to try next:',
    ` ${start} search ${shellWord(title)}`,
    ` ${start} status`,
    ` ${start} history ${shellWord(slug)}`,
    ` ${start} query "${sql}"`,
  ].join('\n')
}

/** Commands worth trying when a repository has a configuration; `example` is the path of a lesson, empty where there is none. */
export const formatSetupSteps = ({
  flags,
  npmCommand,
  example,
}: Pick<NextSteps, 'flags' | 'npmCommand'> & { readonly example: string }): string => {
  const start = startOf(flags, npmCommand)
  if (example === '') {
    return [
      'What to try next:',
      ` ${start} new course first-pillar/first-course`,
      ` ${start} new lesson first-pillar/first-course/first-lesson`,
      ` ${start} validate`,
    ].join('\n')
  }
  const words = example
    .replace(/(?:\/index)?\.[^/]*$/, '')
    .split('/')
    .at(-1)
    ?.replace(/[-_]+/g, ' ')
  return [
    'What to try next:',
    ` ${start} validate`,
    ` ${start} publish`,
    ` ${start} search ${shellWord(words ?? '')}`,
  ].join('\n')
}

/** How the program is called again, with the flags that say where things are. */
const startOf = (flags: ConfigFlags, npmCommand: string | undefined): string => {
  const { cwd, config, state, env } = flags
  const given = [
    ['-C', cwd === '.' ? undefined : cwd],
    ['--config', config],
    ['--state', state],
    ['--env', env],
  ].flatMap(([flag, value]) => (value === undefined ? [] : [`${flag} ${shellWord(value)}`]))
  const program = npmCommand === 'exec' ? 'npx --no-install hma-content' : 'hma-content'
  return ['', program, ...given].join(' ')
}

// A title is an author's text: between double quotes a shell would run what it says.
const shellWord = (text: string): string => {
  const shown = printable(text)
  return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}
