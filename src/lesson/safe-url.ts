const allowedSchemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel'])
// Browsers ignore control characters and white space in and before a scheme; invisible characters hide it from readers.
const ignored = /[\p{Cc}\p{Cf}\p{Z}]/gu
const scheme = /^([a-z][a-z0-9+.-]*):/i

// What runs, shows or reads something where it is opened. Others, such as `xref:` of a documentation tool,
// only lead nowhere.
const unsafeSchemes: ReadonlySet<string> = new Set(
  `about blob data file filesystem jar javascript livescript mocha ms-its mk resource shell vbscript
  view-source wyciwyg`.split(/\s+/),
)

// Browsers read `%2e` between slashes as a dot (https://url.spec.whatwg.org/#double-dot-path-segment).
const step = /(?:^|[/\\])(?:\.|%2e){1,2}(?=[/\\?#]|$)/gi

/**
 * Why a URL must not be published: its scheme may run or reveal something, it leaves the site while
 * looking local, it hides steps to another directory, or its scheme is none that readers can follow.
 */
export type UrlFault = 'scheme' | 'protocol-relative' | 'disguised' | 'foreign-scheme'

/** What is unsafe about a URL as a Markdown parser gives it (entities decoded); null where nothing is. */
export const urlFault = (url: string): UrlFault | null => {
  const visible = url.replace(ignored, '')
  if (/^[/\\]{2}/.test(visible)) return 'protocol-relative'
  const found = scheme.exec(visible)?.[1]?.toLowerCase()
  if (found === undefined) return isDisguised(visible) ? 'disguised' : null
  if (allowedSchemes.has(found)) return null
  return unsafeSchemes.has(found) ? 'scheme' : 'foreign-scheme'
}

const isDisguised = (url: string): boolean =>
  url.includes('%') && (url.match(step)?.some((found) => found.includes('%')) ?? false)

/** Whether a URL may be published: relative, within the page or site, or `http`, `https`, `mailto`, `tel`. */
export const safeUrl = (url: string): boolean => urlFault(url) === null
