import fc from 'fast-check'

// What parsers of Markdown give a meaning to, and what has broken one of them or a database before.
const markers = [
  '*',
  '**',
  '_',
  '~~',
  '`',
  '``',
  '[',
  ']',
  '![',
  '](',
  ')',
  '<',
  '>',
  '<!--',
  '-->',
  '<?',
  '&',
  '\\',
  '|',
  '|-',
  '#',
  '{',
  '}',
  '{#a}',
  '){',
  '="',
  "='",
  '.a ',
  ':::',
  '::: a\n',
  '$',
  '^',
  '"',
  '- ',
  '* ',
  '1. ',
  '> ',
  '  ',
  '    ',
  '\t',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '---\n',
  '===\n',
  '```\n',
  '~~~',
  '[a]: b\n',
  '[^a]',
  '[^a]: ',
  'https://a.b/',
  'www.',
  'a@b.c',
  '<div>',
  '<script>',
  '&#x202E;',
] as const
const characters = [
  'a',
  'Z',
  '0',
  ' ',
  'é',
  'e\u0301',
  '日',
  '😀',
  '\u{E0041}',
  '\ud800',
  '\udc00',
  '\0',
  '\u0001',
  '\u001b[2J',
  '\u0085',
  '\u00a0',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2028',
  '\u2066',
  '\ufeff',
  '\ufffd',
] as const
const entities = [
  '&amp;',
  '&#0;',
  '&#xD800;',
  '&#x110000;',
  '&#9;',
  '&NotEqualTilde;',
  '&a',
  '&#',
] as const
const urls = [
  'javascript:a',
  '//a',
  '\\\\a',
  '../../../a',
  '%2e%2e/',
  'data:,',
  'hma:a',
  '%zz',
] as const

const yaml = [
  'a: ',
  'title: ',
  'slug: ',
  'id: ',
  'draft: ',
  'tags: ',
  '? ',
  '- ',
  '-\n',
  ': ',
  ', ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|\n',
  '>-\n',
  '#',
  '&a ',
  '*a',
  '<<: ',
  '!!js/function ',
  '!!binary ',
  '!a ',
  '%YAML 1.2\n',
  '...\n',
  '---\n',
  '\n',
  '  ',
  '\t',
  '"\\0"',
  '"\\uD800"',
  '"\\U0010FFFF"',
  '\\x',
  '__proto__: ',
  'constructor: ',
  'prototype: ',
  '1e999',
  '017',
  '.inf',
  '9'.repeat(400),
  '2024-02-30',
  '~',
  'null',
  'yes',
  '0x',
  '-0',
  'publish_at: ',
  '\u202e',
  '\u0000',
  '\ufeff',
  '\u{1f98c}',
] as const

const counts = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: 4, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 500, 2_000, 9_000) },
)

/** One to three pieces, the whole of them once, some times, or thousands of times. */
const run = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }), counts)
    .map(([parts, count]) => parts.join('').repeat(count))

const runs = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(run(pieces), { maxLength: 12 }).map((all) => all.join(''))

const markdown = runs([...markers, ...markers, ...characters, ...entities, ...urls])

/** Quotes, lists and divisions in each other, a level deeper with each line. */
const nested = fc
  .tuple(fc.constantFrom('> ', '- ', '1. ', '  ', '* > ', '::: a\n'), fc.nat(90), markdown)
  .map(([marker, depth, text]) =>
    Array.from({ length: depth }, (_, level) => `${marker.repeat(level)}${text.slice(0, 9)}`).join(
      '\n',
    ),
  )

const frontMatter = fc
  .tuple(
    runs([...yaml, ...characters]),
    fc.constantFrom('---\n', '--- \n', '---', '...\n'),
    markdown,
  )
  .map(([block, end, body]) => `---\n${block}\n${end}${body}`)

/** Texts that nobody writes but an attacker or a broken program: surrogates that stand alone are among them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  markdown,
  nested,
  frontMatter,
  fc.string({ unit: 'binary', maxLength: 400 }),
)

/** The bytes of such texts, in UTF-8 and in encodings that are none, with bytes of others between them; and any bytes. */
export const hostileBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: hostileText.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: hostileText.map((text) => Buffer.from(text, 'utf16le')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileText, fc.uint8Array({ minLength: 1, maxLength: 4 }), hostileText)
      .map(([before, bytes, after]) =>
        Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]),
      ),
  },
)
