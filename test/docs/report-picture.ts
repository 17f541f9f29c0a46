import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import sharp from 'sharp'
import { unified } from 'unified'
import { startProgram } from '../support/program.ts'
import { createRepository } from '../support/repository.ts'
import { pictureWithText } from './picture.ts'

/** Where the picture of a report on a pull request lies. */
export const reportPath: string = fileURLToPath(new URL('../../docs/report.png', import.meta.url))

const schema = await readFile(new URL('../../schemas/lesson.schema.json', import.meta.url))

const lesson = (title: string, text: string): string => `---
title: ${title}
description: What the air does, and what it carries.
author: ines-carranza
difficulty: beginner
duration: 5
---

# ${title}

${text}
`
const wind = (first: string): string =>
  lesson('Wind and Thermals', `${first}\n\n## At dusk\n\nCool air runs downhill.\n`)

const before = {
  'hma-content.yaml': `version: 1
source: { languages: [en, es] }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
    schema: schemas/lesson.schema.json
`,
  'schemas/lesson.schema.json': schema,
  'content/scouting/unseen/wind/index.md': wind('Warm air climbs.'),
  'content/scouting/unseen/wind/index.es.md': wind('El aire caliente sube.'),
  'content/scouting/unseen/layers/index.md': lesson('Layering', 'Be cold at the car.'),
  'content/scouting/unseen/calls/index.md': `# Old Calls\n\n${'Nobody answers these. '.repeat(20)}\n`,
}

/** What the program says of a request that changes, adds, moves and deletes lessons. */
export const printedReport = async (): Promise<string> => {
  await using source = await createRepository(before)
  await source.commit()
  await source.git('checkout', '--quiet', '-b', 'edit')
  const drawing = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="1600"><rect width="2400" height="1600" fill="#57734a"/><circle cx="900" cy="700" r="420" fill="#c9b458"/></svg>',
  )
  await source.write({
    'content/scouting/unseen/wind/index.md': wind('Warm air climbs, and takes your scent along.'),
    'content/scouting/unseen/tracks/index.md': lesson(
      'Reading Tracks',
      '![A hoof print in snow](hoof.jpg) Compare [the wind](../winds/index.md).',
    ).replace('duration: 5', 'duration: a while'),
    'content/scouting/unseen/stand/index.md': lesson(
      'The Stand',
      '![A stand](stand.jpg)\n\n## Where the wind is good\n\nUpwind of nobody.\n\n## When to climb\n\nBefore light.',
    ),
    'content/scouting/unseen/stand/stand.jpg': await sharp(drawing).jpeg().toBuffer(),
    'content/scouting/unseen/tracks/hoof.jpg': await sharp(drawing).negate().jpeg().toBuffer(),
  })
  await source.move('content/scouting/unseen/layers', 'content/scouting/unseen/clothing')
  await source.remove('content/scouting/unseen/calls')
  await source.commit()
  const links = 'https://github.com/academy/lessons/blob/edit'
  const flags = ['--base', 'main', '--format', 'markdown', '--links', links]
  return (await startProgram(source.directory, ['plan', ...flags]).ended).stdout
}

const toHtml = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true })

// As a comment looks on GitHub, with the parts opened that an author would open.
const page = (markdown: string): string => `<!doctype html><meta charset="utf-8"><style>
body { margin: 24px; width: 900px; font: 16px/1.5 "DejaVu Sans", sans-serif; color: #1f2328; background: #fff }
h2 { font-size: 24px; border-bottom: 1px solid #d1d9e0; padding-bottom: 7px; margin-top: 0 }
h3 { font-size: 20px; margin: 20px 0 8px } a { color: #0969da; text-decoration: none }
table { border-collapse: collapse; margin: 8px 0 } th, td { border: 1px solid #d1d9e0; padding: 5px 12px; text-align: left }
code { font: 13.6px "DejaVu Sans Mono", monospace; background: #818b981f; padding: 3px 6px; border-radius: 6px }
details { margin: 10px 0 } p { margin: 10px 0 }
</style>${String(toHtml.processSync(markdown)).replaceAll(
  /<details>(?=\s*<summary>(?:Lessons|Translations|Media))/g,
  '<details open>',
)}`

/** A picture of the report as a comment, drawn by Chromium; it carries the text. */
export const reportPicture = async (markdown: string): Promise<Uint8Array> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-report-'))
  try {
    const [file, shot] = [join(directory, 'report.html'), join(directory, 'report.png')]
    await writeFile(file, page(markdown))
    const flags = [
      '--headless',
      '--no-sandbox',
      '--hide-scrollbars',
      '--force-device-scale-factor=1.5',
    ]
    const args = [
      ...flags,
      '--window-size=960,2600',
      `--screenshot=${shot}`,
      pathToFileURL(file).href,
    ]
    const browser = spawn('chromium', args, { stdio: 'ignore' })
    await new Promise((resolve) => browser.once('exit', resolve))
    return await pictureWithText(sharp(await readFile(shot)).trim({ margin: 30 }), markdown)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
