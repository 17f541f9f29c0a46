const allowedSchemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel'])
// Browsers ignore control characters and white space in and before a scheme; invisible characters hide it from readers.
const ignored = /[\p{Cc}\p{Cf}\p{Z}]/gu
const scheme = /^([a-z][a-z0-9+.-]*):/i

/** Why a URL must not be published: its scheme may run or reveal something, or it leaves the site while looking local. */
export type UrlFault = 'scheme' | 'protocol-relative'

/** What is unsafe about a URL as a Markdown parser gives it (entities decoded); null where nothing is. */
export const urlFault = (url: string): UrlFault | null => {
  const visible = url.replace(ignored, '')
  if (/^[/\\]{2}/.test(visible)) return 'protocol-relative'
  const found = scheme.exec(visible)?.[1]
  return found === undefined || allowedSchemes.has(found.toLowerCase()) ? null : 'scheme'
}

/** Whether a URL may be published: relative, within the page or site, or `http`, `https`, `mailto`, `tel`. */
export const safeUrl = (url: string): boolean => urlFault(url) === null
