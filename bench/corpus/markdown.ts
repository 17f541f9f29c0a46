import type { Random } from './random.ts'

/** What a text is written with. */
export type Writing = {
  readonly random: Random
  readonly words: readonly string[]
  /** Relative paths of other lessons that this one may link to. */
  readonly links: readonly string[]
  /** Relative path of a picture; null where the lesson has none. */
  readonly picture: string | null
}

/** Markdown of about `size` characters: sections of paragraphs, lists, tables, code and quotes. */
export const writeMarkdown = (writing: Writing, size: number): string => {
  const { random, picture } = writing
  const blocks: string[] = [paragraph(writing)]
  if (picture !== null) blocks.push(`![${phrase(writing, 5)}](${picture})`)
  let written = length(blocks)
  while (written < size) {
    const block = random.chance(0.22) ? heading(writing) : random.pick(kinds)(writing)
    blocks.push(block)
    written += block.length + 2
  }
  return `${blocks.join('\n\n')}\n`
}

const length = (blocks: readonly string[]): number =>
  blocks.reduce((sum, block) => sum + block.length + 2, 0)

/** Some words, the first with a capital letter. */
export const phrase = ({ random, words }: Writing, count: number): string => {
  const picked = Array.from({ length: count }, () => random.pick(words)).join(' ')
  return `${picked.charAt(0).toUpperCase()}${picked.slice(1)}`
}

const sentence = (writing: Writing): string => {
  const { random, words, links } = writing
  const text = phrase(writing, 6 + random.below(12))
  const style = random.next()
  if (style < 0.06) return `${text} **${random.pick(words)} ${random.pick(words)}**.`
  if (style < 0.1) return `${text}, *${random.pick(words)}*, ${random.pick(words)}.`
  if (style < 0.13) return `${text} \`${random.pick(words)}\`.`
  if (style < 0.17 && links.length > 0) {
    return `${text}; [${phrase(writing, 3)}](${random.pick(links)}).`
  }
  if (style < 0.18) {
    return `${text} [${random.pick(words)}](https://example.org/${random.below(1000)}).`
  }
  return `${text}.`
}

const sentences = (writing: Writing, count: number): string =>
  Array.from({ length: count }, () => sentence(writing)).join(' ')

/** A paragraph of two to six sentences. */
export const paragraph = (writing: Writing): string =>
  sentences(writing, 2 + writing.random.below(5))

const heading = (writing: Writing): string =>
  `${writing.random.chance(0.7) ? '##' : '###'} ${phrase(writing, 2 + writing.random.below(4))}`

const list = (writing: Writing, mark: (index: number) => string): string =>
  Array.from(
    { length: 3 + writing.random.below(5) },
    (_, index) => `${mark(index)} ${sentence(writing)}`,
  ).join('\n')

const bullets = (writing: Writing): string => list(writing, () => '-')
const steps = (writing: Writing): string => list(writing, (index) => `${index + 1}.`)
const tasks = (writing: Writing): string => list(writing, () => '- [ ]')

const table = (writing: Writing): string => {
  const columns = 2 + writing.random.below(3)
  const row = (): string =>
    `| ${Array.from({ length: columns }, () => phrase(writing, 1 + writing.random.below(4))).join(' | ')} |`
  const rule = `|${' --- |'.repeat(columns)}`
  const rows = Array.from({ length: 2 + writing.random.below(6) }, row)
  return [row(), rule, ...rows].join('\n')
}

const code = (writing: Writing): string => {
  const { random, words } = writing
  const line = (): string =>
    `const ${random.pick(words)} = ${random.pick(words)}(${random.below(90)})`
  return ['```js', ...Array.from({ length: 2 + random.below(8) }, line), '```'].join('\n')
}

const quote = (writing: Writing): string => `> ${sentence(writing)}\n> ${sentence(writing)}`

// Half of the blocks are prose, as in lessons.
const kinds = [
  ...[paragraph, paragraph, paragraph, paragraph, paragraph, paragraph],
  ...[bullets, bullets, steps, table, code, quote, tasks],
]
