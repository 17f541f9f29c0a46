import type { Finding } from '../diagnostic.ts'
import { attributeFindings } from './attributes.ts'

/** A file that acts on whoever clones the repository; also the reading under which it is recorded. */
export type ActingFile =
  | 'acting/gitattributes'
  | 'acting/gitmodules'
  | 'acting/lfsconfig'
  | 'acting/tasks'

const atTop: ReadonlyMap<string, ActingFile> = new Map([
  ['.gitmodules', 'acting/gitmodules'],
  ['.lfsconfig', 'acting/lfsconfig'],
  ['.vscode/tasks.json', 'acting/tasks'],
])

/** What kind of such a file lies at a path; null for all others. */
export const actingFile = (path: string): ActingFile | null =>
  path === '.gitattributes' || path.endsWith('/.gitattributes')
    ? 'acting/gitattributes'
    : (atTop.get(path) ?? null)

/** What in such a file sends people's programs elsewhere, or runs others on their machines. */
export const actingFindings = (kind: ActingFile, text: string): readonly Finding[] => {
  switch (kind) {
    case 'acting/gitattributes':
      return attributeFindings(text)
    case 'acting/lfsconfig':
      return firstLike(text, address, elsewhere)
    case 'acting/gitmodules':
      return firstLike(text, hostileModule, hostile)
    case 'acting/tasks':
      return firstLike(text.replaceAll(/\\u([0-9a-f]{4})/gi, letterOf), /"folderOpen"/, onOpening)
  }
}

const letterOf = (_: string, digits: string): string =>
  String.fromCharCode(Number.parseInt(digits, 16))

const address = /^[ \t]*(?:\[[^\n]*\][ \t]*)?(?:url|pushurl|lfsurl|lfspushurl)\s*=/im

// An option where a path or an address is expected (CVE-2018-17456), a path that ends in a carriage return
// (CVE-2025-48384), a transport that is a program, a command instead of a way to update (CVE-2019-19604). A value may
// begin in quotes, or on the next line.
const hostileModule =
  /^[ \t]*(?:\[[^\n]*\][ \t]*)?(?:(?:path|url)\s*=[\s"\\]*-|path\s*=[^\n]*\r(?!$)|url\s*=[\s"\\]*ext::|update\s*=[\s"\\]*!)/im

type Fault = Pick<Finding, 'severity' | 'message' | 'hint'>

const elsewhere: Fault = {
  severity: 'error',
  message:
    'Expected no address of a Git LFS server, got one: Git LFS would take files to it and get them from it.',
  hint: 'Take the line out; who needs another server sets it in their own `.git/config`.',
}

const hostile: Fault = {
  severity: 'error',
  message:
    'Expected the path or address of a submodule, got what makes old versions of Git run programs.',
  hint: 'Take the submodule out of `.gitmodules`.',
}

const onOpening: Fault = {
  severity: 'warning',
  message: 'Expected tasks that people start, got one that is run as soon as the folder is opened.',
  hint: 'Take `"runOn": "folderOpen"` out.',
}

/** The first such place; one is enough to have a look at the file. */
const firstLike = (text: string, pattern: RegExp, fault: Fault): readonly Finding[] => {
  const found = pattern.exec(text)
  if (found === null) return []
  const line = text.slice(0, found.index).split('\n').length
  return [{ line, column: 1, rule: 'FILE_SMUGGLED', ...fault }]
}
