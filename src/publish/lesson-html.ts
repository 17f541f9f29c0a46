import type { Element } from 'hast'
import type { Definition, Image, Link, Nodes, Root, Text } from 'mdast'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { safeUrl } from '../lesson/safe-url.ts'
import { element, fallback, picture } from '../media/picture.ts'
import type { FileObject, KnownFile } from '../media/publish-file.ts'
import type { Rendition } from '../media/rendition.ts'
import { htmlSchema } from './html-schema.ts'

/** A media file that has been published: what was made of an image, or the file itself. */
export type MediaEntry =
  | { readonly kind: 'image'; readonly rendition: Rendition }
  | ({ readonly kind: 'file'; readonly file: FileObject } & KnownFile)

/** Where the URLs of a lesson lead. Both are asked with the URL as written; null leaves it to the other, or as it is. */
export type UrlResolvers = {
  /** `hma:<id>#<anchor>` for a link to another lesson. */
  readonly resolveLink: (url: string) => string | null
  readonly resolveMedia: (url: string) => MediaEntry | null
}

/** The HTML of a lesson and the media it shows or links to, by URL as written. */
export type LessonHtml = {
  readonly html: string
  readonly media: ReadonlyMap<string, MediaEntry>
}

// Raw HTML in Markdown never gets into the tree; sanitising comes last, over everything made here too.
const toHtml = unified()
  .use(remarkRehype)
  .use(rehypeSanitize, htmlSchema)
  .use(rehypeStringify)
  .freeze()

/** A lesson's tree as safe HTML, with internal links and media resolved. */
export const lessonHtml = (tree: Root, resolvers: UrlResolvers): LessonHtml => {
  const media = new Map<string, MediaEntry>()
  const definitions = new Map<string, Definition>()
  visit(tree, 'definition', (node) => {
    const name = node.identifier.toLowerCase()
    if (!definitions.has(name)) definitions.set(name, node)
  })
  const recording: UrlResolvers = {
    resolveLink: resolvers.resolveLink,
    resolveMedia: (url) => {
      const entry = resolvers.resolveMedia(url)
      if (entry !== null) media.set(url, entry)
      return entry
    },
  }
  const hast = toHtml.runSync(resolved(tree, definitions, recording) as Root)
  return { html: toHtml.stringify(hast), media }
}

const resolved = (
  node: Nodes,
  definitions: ReadonlyMap<string, Definition>,
  resolvers: UrlResolvers,
): Nodes => {
  const down = <N extends Nodes>(parent: N): N =>
    'children' in parent
      ? {
          ...parent,
          children: parent.children.map((child) => resolved(child, definitions, resolvers)),
        }
      : parent
  if (node.type === 'link') return down(resolvedLink(node, resolvers))
  if (node.type === 'image') return resolvedImage(node, resolvers)
  if (node.type !== 'linkReference' && node.type !== 'imageReference') return down(node)
  const definition = definitions.get(node.identifier.toLowerCase())
  if (definition === undefined) return down(node)
  const target = { url: definition.url, title: definition.title ?? null }
  return node.type === 'imageReference'
    ? resolvedImage({ ...node, ...target, type: 'image' }, resolvers)
    : down(resolvedLink({ ...node, ...target, type: 'link' }, resolvers))
}

const resolvedLink = (link: Link, { resolveLink, resolveMedia }: UrlResolvers): Link => {
  if (!safeUrl(link.url)) return { ...link, url: '', data: { hName: 'span', hProperties: {} } }
  const internal = resolveLink(link.url)
  if (internal !== null) return { ...link, url: internal }
  if (/^https?:/i.test(link.url)) {
    return { ...link, data: { hProperties: { rel: ['noopener', 'noreferrer'] } } }
  }
  const entry = resolveMedia(link.url)
  return entry === null ? link : { ...link, url: mediaUrl(entry) }
}

const resolvedImage = (image: Image, { resolveMedia }: UrlResolvers): Text => {
  const alt = image.alt ?? ''
  const entry = safeUrl(image.url) ? resolveMedia(image.url) : null
  if (entry === null)
    return hastAsText(element('span', { className: ['missing-media'] }, [textOf(alt)]))
  if (entry.kind === 'file') {
    return hastAsText(element('a', { href: mediaUrl(entry) }, [textOf(alt || image.url)]))
  }
  const { width, className } = image.data?.hProperties ?? {}
  return hastAsText(
    picture(entry.rendition, {
      alt,
      title: image.title ?? null,
      width: typeof width === 'string' || typeof width === 'number' ? `${width}` : null,
      classNames: Array.isArray(className) ? className.map(String) : [],
    }),
  )
}

const mediaUrl = (entry: MediaEntry): string =>
  `/${entry.kind === 'file' ? entry.file.key : fallback(entry.rendition).key}`

const textOf = (value: string): { type: 'text'; value: string } => ({ type: 'text', value })

// A Markdown node that remark-rehype turns into exactly this element.
const hastAsText = ({ tagName, properties, children }: Element): Text => ({
  type: 'text',
  value: '',
  data: { hName: tagName, hProperties: properties, hChildren: children },
})
