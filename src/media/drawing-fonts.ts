import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A configuration of fonts in a file of its own. */
export type DrawingFonts = {
  /** Path of the file, for the variable FONTCONFIG_FILE. */
  readonly path: string
  readonly remove: () => Promise<void>
}

/**
 * Writes which fonts the text of drawings is drawn in: DejaVu, whatever a drawing names, so that it looks the same on
 * every machine, and is there on those that have no fonts; for scripts that DejaVu lacks whatever the machine has.
 */
export const writeDrawingFonts = async (): Promise<DrawingFonts> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-fonts-'))
  const path = join(directory, 'fonts.conf')
  const own = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'))
  await writeFile(path, configuration(join(own, 'ttf')))
  return { path, remove: () => rm(directory, { recursive: true, force: true }) }
}

const ofSystems = [
  ...['/usr/share/fonts', '/usr/local/share/fonts'],
  ...['/System/Library/Fonts', '/Library/Fonts'],
]

// The first part of a name, in any place of a list of names, and the font that stands for all such.
const families = [
  ['mono', 'DejaVu Sans Mono'],
  ['Courier', 'DejaVu Sans Mono'],
  ['Consolas', 'DejaVu Sans Mono'],
  ['Times', 'DejaVu Serif'],
  ['Georgia', 'DejaVu Serif'],
] as const

/** As fontconfig's manual has it: https://www.freedesktop.org/software/fontconfig/fontconfig-user.html */
const configuration = (own: string): string => `<?xml version="1.0"?>
<fontconfig>
${[own, ...ofSystems].map((directory) => `<dir>${escaped(directory)}</dir>`).join('\n')}
<cachedir>/var/cache/fontconfig</cachedir>
${families.map(([name, font]) => rule('any', 'contains', name, font)).join('\n')}
${rule('any', 'eq', 'serif', 'DejaVu Serif')}
${rule('all', 'not_contains', 'DejaVu', 'DejaVu Sans')}
</fontconfig>
`

const rule = (which: string, compare: string, name: string, font: string): string =>
  `<match target="pattern">
<test name="family" qual="${which}" compare="${compare}"><string>${name}</string></test>
<edit name="family" mode="assign" binding="strong"><string>${font}</string></edit>
</match>`

const escaped = (path: string): string => path.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
