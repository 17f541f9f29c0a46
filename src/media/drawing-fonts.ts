import { randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * Writes which fonts the text of drawings is drawn in, and returns the path of that file, for the variable
 * FONTCONFIG_FILE: DejaVu, whatever a drawing names, so that it looks the same on every machine, and is there on those
 * that have no fonts; for scripts that DejaVu lacks whatever the machine has. It is the same file each time.
 */
export const writeDrawingFonts = async (directory: string): Promise<string> => {
  const path = join(directory, 'fonts.conf')
  const own = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'))
  await mkdir(directory, { recursive: true })
  // Others may be reading it, or writing it too: several workers on one state directory, or several parts of one.
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, configuration(join(own, 'ttf')))
  await rename(draft, path)
  return path
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
