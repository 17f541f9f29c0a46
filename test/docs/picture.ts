import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { startProgram } from '../support/program.ts'
import { createRepository } from '../support/repository.ts'

/** Where the README's picture of a failed validation lies. */
export const picturePath = fileURLToPath(new URL('../../docs/validate.png', import.meta.url))

const schema = fileURLToPath(new URL('../../schemas/lesson.schema.json', import.meta.url))

const files = {
  'hma-content.yaml': `version: 1
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    schema: ${schema}
`,
  'content/game-calls/deer-and-elk/elk-bugles-and-cow-calls/index.md': `---
id: 5f0f1c9e-54d9-4f0c-9c80-1f6a7e9d3c11
title: Elk Bugles and Cow Calls
description: Who answers whom.
author: ines-carranza
difficulty: advanced
duration: 5
---

# Elk Bugles and Cow Calls
`,
  'content/game-calls/deer-and-elk/rattling/index.md': `---
id: 0879ec06-df6e-436b-b9e4-075dc4c10216
title: Rattling and Grunting
description: Stage a fight that a buck wants to see.
author: ines-carranza
tags: [calls, rattling, grunt, rut, deer]
dificulty: intermediate
duration: half an hour
---

# Rattling and Grunting

Two bucks that fight make a noise that carries half a kilometre in calm air.

See also [elk](../elk-bugles-and-cow-call/index.md), and the drawing:

![Antlers in two hands](antler-grip.png)
`,
}

/** What the program prints of a lesson with five mistakes. */
export const printedFindings = async (): Promise<string> => {
  await using source = await createRepository(files)
  return (await startProgram(source.directory, ['validate']).ended).stdout
}

/** The text of which a picture was made, which it carries as its description. */
export const textOfPicture = async (picture: Uint8Array): Promise<string> => {
  const { exif } = await sharp(picture).metadata()
  const [, encoded = ''] = /<([\w+/=]+)>/.exec(exif?.toString('latin1') ?? '') ?? []
  return Buffer.from(encoded, 'base64').toString()
}

const colours = { error: '#f97583', warning: '#f0c04c', faint: '#7d8590', prompt: '#7ee787' }
const [size, height, wide] = [28, 46, 16.856]

/** A picture of a terminal in which the text was printed, in the colours that the program gives it there. */
export const pictureOf = async (text: string): Promise<Uint8Array> => {
  const lines = ['$ hma-content validate', ...text.trimEnd().split('\n')]
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * wide) + 40
  const rows = lines.map(
    (line, at) =>
      `<text x="20" y="${(at + 1) * height}" xml:space="preserve">${coloured(line)}</text>`,
  )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${(lines.length + 1) * height}">
<style>text { font: ${size}px "DejaVu Sans Mono", monospace; fill: #e6edf3 } tspan { white-space: pre }</style>
<rect width="100%" height="100%" fill="#1e1f25"/>${rows.join('')}</svg>`
  return await pictureWithText(sharp(Buffer.from(drawing)), text)
}

/** A small PNG that carries the text of which it was made. */
export const pictureWithText = (picture: Sharp, text: string): Promise<Uint8Array> => {
  // The standard takes ASCII only.
  const description = `<${Buffer.from(text).toString('base64')}>`
  return picture
    .withExif({ IFD0: { ImageDescription: description } })
    .png({ palette: true, colours: 64 })
    .toBuffer()
}

/** A line with the parts of a finding told apart. */
const coloured = (line: string): string => {
  const shown = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const span = (style: string, part: string): string => `<tspan ${style}>${part}</tspan>`
  const fill = (colour: string, part: string): string => span(`fill="${colour}"`, part)
  return shown
    .replace(/^\$/, (part) => fill(colours.prompt, part))
    .replace(
      /^(\S+:\d+:\d+) (error|warning) (.*) (\([A-Z_]+\))$/,
      (_, place: string, severity: 'error' | 'warning', message: string, rule: string) =>
        `${span('font-weight="bold"', place)} ${fill(colours[severity], severity)} ${message} ${fill(colours.faint, rule)}`,
    )
    .replace(/^(\s+\d* \|)/, (part) => fill(colours.faint, part))
    .replace(/\^$/, (part) => fill(colours.error, part))
}
