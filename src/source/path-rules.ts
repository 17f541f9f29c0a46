import { mixesScripts } from '../mixed-scripts.ts'

/** Most bytes that one part of a path may have; file systems stop at 255, and names grow when they are encoded. */
export const longestPart = 200

/** Most parts that a path may have. */
export const deepestPath = 12

/** One way in which a name between slashes can be unfit. */
export type PathRule = {
  readonly rule: string
  readonly message: string
  readonly hint: string
  readonly breaks: (part: string) => boolean
}

// What Windows reserves with any extension:
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i

// Code points that HFS+ leaves out when it compares names (git's utf8.c, next_hfs_char).
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu

// Control and invisible direction characters. Zero-width joiners are not among them: Persian and
// Indic names need them.
const control =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\u206a-\u206f\ufeff]/u

// How path-text.ts shows a byte that is no UTF-8.
const escapedByte = /\\x[89a-f][0-9a-f]/g

const isGit = (part: string): boolean =>
  /^(?:\.git|git~\d+)[ .]*(?:[:\\].*)?$/is.test(part.replace(ignorable, ''))

/** Every rule about one part of a path, in the order in which they are reported. */
export const pathRules: readonly PathRule[] = [
  {
    rule: 'PATH_DOTS',
    message: 'Expected a name between slashes, got an empty part, `.` or `..`.',
    hint: 'Give the file a plain path from the top of the repository.',
    breaks: (part) => part === '' || part === '.' || part === '..',
  },
  {
    rule: 'PATH_GIT',
    message: 'Expected a name of content, got one that some systems take for `.git`.',
    hint: 'Rename it; Git for Windows and for macOS refuse to check it out.',
    breaks: isGit,
  },
  {
    rule: 'PATH_CONTROL',
    message: 'Expected a name of visible characters, got a control or invisible character.',
    hint: 'Rename the file without it; it may be a line break or a direction mark.',
    breaks: (part) => control.test(part),
  },
  {
    rule: 'PATH_SCRIPT',
    message: 'Expected words of one script, got Latin letters beside Cyrillic or Greek ones.',
    hint: 'Type the name again; some letters of different scripts look the same.',
    breaks: mixesScripts,
  },
  {
    rule: 'PATH_BACKSLASH',
    message: 'Expected `/` between directories, got a backslash in a name.',
    hint: 'Rename the file without `\\`; Windows takes it for a directory.',
    breaks: (part) => part.replace(escapedByte, '').includes('\\'),
  },
  {
    rule: 'PATH_COLON',
    message: 'Expected a name that every system can store, got `:`.',
    hint: 'Rename the file without `:`.',
    breaks: (part) => part.includes(':'),
  },
  {
    rule: 'PATH_TRAILING',
    message: 'Expected a name that every system can store, got a dot or space at its end.',
    hint: 'Rename it; Windows drops dots and spaces at the end of a name.',
    breaks: (part) => /[. ]$/.test(part) && part !== '.' && part !== '..',
  },
  {
    rule: 'PATH_DEVICE',
    message: 'Expected a name that every system can store, got the name of a Windows device.',
    hint: 'Rename it; `con`, `nul`, `aux`, `prn`, `com1` and `lpt1` are reserved with any extension.',
    breaks: (part) => device.test(part),
  },
  {
    rule: 'PATH_DASH',
    message: 'Expected a name that no program takes for an option, got `-` at its beginning.',
    hint: 'Rename it without the leading `-`.',
    breaks: (part) => part.startsWith('-'),
  },
  {
    rule: 'PATH_LENGTH',
    message: `Expected a name of at most ${longestPart} bytes.`,
    hint: 'Shorten it.',
    breaks: (part) => Buffer.byteLength(part) > longestPart,
  },
  {
    rule: 'PATH_ENCODING',
    message: 'Expected a name in UTF-8, got other bytes (shown as `\\x…`).',
    hint: 'Rename the file with a tool that writes UTF-8.',
    breaks: (part) => !part.isWellFormed() || part.search(escapedByte) >= 0,
  },
]
