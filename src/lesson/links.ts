import type { Finding } from '../diagnostic.ts'
import { hasBidiControl } from './bidi.ts'
import { placeOf } from './divisions.ts'
import { errorAt, quoted, warningAt } from './finding.ts'
import type { LinkUse } from './lesson.ts'
import type { LessonNodes } from './lesson-nodes.ts'
import { type UrlFault, urlFault } from './safe-url.ts'

/** Every link and picture of a lesson in the order of the text; those by reference stand where they are used. */
export const linksOf = ({ links, definitions }: LessonNodes): readonly LinkUse[] =>
  links.flatMap((node): LinkUse[] => {
    const url = 'url' in node ? node.url : definitions.get(node.identifier)?.url
    if (url === undefined) return []
    const kind = node.type === 'image' || node.type === 'imageReference' ? 'image' : 'link'
    const { line, column } = placeOf(node)
    return [{ kind, url, line, column }]
  })

/** What is wrong with links that must not be published as they are. Whether a link's target exists is asked elsewhere. */
export const linkFindings = (links: readonly LinkUse[]): readonly Finding[] =>
  links.flatMap((link) => {
    const fault = urlFault(link.url)
    if (fault !== null) return [faultFinding(link, fault)]
    if (hasBidiControl(link.url)) {
      const message = 'Expected a link without characters that turn the direction of writing.'
      return [errorAt(link, 'TEXT_BIDI', message, 'Type the link again.')]
    }
    if (link.kind === 'link' || !link.url.startsWith('/')) return []
    const message = `Expected a picture by its path from this file, got ${quoted(link.url)}.`
    return [errorAt(link, 'LINK_ABSOLUTE', message, 'Write the path from this file, with `../`.')]
  })

const faultFinding = (link: LinkUse, fault: UrlFault): Finding => {
  const found = quoted(link.url)
  const wanted = 'a relative link, or one to http, https, mailto or tel'
  switch (fault) {
    case 'scheme': {
      const hint = 'Link to a page or a file of this repository.'
      return errorAt(link, 'URL_SCHEME', `Expected ${wanted}, got ${found}.`, hint)
    }
    case 'foreign-scheme': {
      const message = `Expected ${wanted}, got ${found}, which is left out.`
      return warningAt(link, 'LINK_SCHEME', message, 'Link to a page or a file.')
    }
    case 'protocol-relative': {
      const message = `Expected a link with its scheme, got ${found}.`
      return errorAt(
        link,
        'LINK_PROTOCOL_RELATIVE',
        message,
        'Write `https://` before the host of another site; a path of this one begins with one `/`.',
      )
    }
    case 'disguised': {
      const message = `Expected a link with its dots as they are, got ${found}.`
      return errorAt(link, 'LINK_DISGUISED', message, 'Write `..` instead of `%2e%2e`.')
    }
  }
}
