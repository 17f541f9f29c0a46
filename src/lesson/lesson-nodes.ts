import type {
  Definition,
  Heading,
  Html,
  Image,
  ImageReference,
  Link,
  LinkReference,
  Parents,
  Root,
} from 'mdast'
import type { Division } from './divisions.ts'
import { walk } from './walk.ts'

/** The nodes of a tree that something is asked of, each kind in the order of the text. */
export type LessonNodes = {
  readonly links: readonly (Link | LinkReference | Image | ImageReference)[]
  /** By identifier; where one is defined twice, CommonMark takes the first. */
  readonly definitions: ReadonlyMap<string, Definition>
  readonly headings: readonly { readonly heading: Heading; readonly parent: Parents }[]
  readonly divisions: readonly Division[]
  readonly html: readonly Html[]
  /** How many blocks of code there are. */
  readonly code: number
  /** What stands in text and in code within it. */
  readonly texts: readonly string[]
}

/** Gathers them in one walk. */
export const lessonNodes = (tree: Root): LessonNodes => {
  const links: LessonNodes['links'][number][] = []
  const definitions = new Map<string, Definition>()
  const headings: LessonNodes['headings'][number][] = []
  const divisions: Division[] = []
  const html: Html[] = []
  const texts: string[] = []
  let code = 0
  walk(tree, (node, parent) => {
    switch (node.type) {
      case 'link':
      case 'linkReference':
      case 'image':
      case 'imageReference':
        links.push(node)
        break
      case 'definition':
        if (!definitions.has(node.identifier)) definitions.set(node.identifier, node)
        break
      case 'heading':
        headings.push({ heading: node, parent })
        break
      case 'section':
        divisions.push(node)
        break
      case 'html':
        html.push(node)
        break
      case 'code':
        code += 1
        break
      case 'text':
      case 'inlineCode':
        texts.push(node.value)
        break
    }
  })
  return { links, definitions, headings, divisions, html, code, texts }
}
