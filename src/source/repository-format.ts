import { join } from 'node:path'
import { gitMissing } from './git.ts'
import { type GitDirectory, readText } from './git-directory.ts'

/** The settings of a repository's own configuration: `section.key` or `section.subsection.key`, both in lower case → value. */
export type Settings = ReadonlyMap<string, string>

// Extensions that change nothing about where and how objects, references and HEAD are stored:
// https://git-scm.com/docs/repository-version. (A partial clone lacks blobs, which is seen when one is read.)
const harmless: ReadonlySet<string> = new Set([
  'noop',
  'partialclone',
  'preciousobjects',
  'relativeworktrees',
  'worktreeconfig',
])

/**
 * The settings of a repository that isomorphic-git can read whole. It looks at none of this itself:
 * of a repository stored in another way it would see a part, or nothing.
 * @throws ContentError `GIT_MISSING` where objects or references are stored in a way that it does not know
 */
export const checkFormat = async ({ common }: GitDirectory): Promise<Settings> => {
  const settings = parseSettings((await readText(join(common, 'config'))) ?? '')
  const version = settings.get('core.repositoryformatversion') ?? '0'
  if (version !== '0' && version !== '1') throw unknown(`its format has version ${version}`)
  for (const [name, value] of settings) {
    const reason = name.startsWith('extensions.') ? extensionReason(name.slice(11), value) : null
    if (reason !== null) throw unknown(reason)
  }
  const alternates = (await readText(join(common, 'objects/info/alternates'))) ?? ''
  if (alternates.trim() !== '') throw unknown('it borrows objects from another (`alternates`)')
  const grafts = (await readText(join(common, 'info/grafts'))) ?? ''
  if (grafts.trim() !== '') throw unknown('its history is changed by `info/grafts`')
  return settings
}

const extensionReason = (name: string, value: string): string | null => {
  if (harmless.has(name)) return null
  if (name === 'objectformat')
    return value === 'sha1' ? null : `its object ids are ${JSON.stringify(value)}, not SHA-1`
  if (name === 'refstorage')
    return value === 'files' ? null : `its references are stored as ${JSON.stringify(value)}`
  return `it uses the extension ${JSON.stringify(name)}`
}

const unknown = (reason: string): Error =>
  gitMissing(`Cannot read the repository without \`git\`: ${reason}`)

// https://git-scm.com/docs/git-config#_syntax. Includes are left out, as Git does for these settings.
const parseSettings = (text: string): Settings => {
  const settings = new Map<string, string>()
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    const [, header, rest = line] = /^\s*\[([^\]]*)\](.*)$/.exec(line) ?? []
    if (header !== undefined) section = header.replace(/\s*"(.*)"$/, '.$1').toLowerCase()
    const [, key, value = 'true'] = /^\s*([a-z][a-z0-9-]*)\s*(?:=\s*(.*))?$/i.exec(rest) ?? []
    if (key === undefined) continue
    settings.set(`${section}.${key.toLowerCase()}`, value.replace(/\s*[#;].*$/, '').trim())
  }
  return settings
}
