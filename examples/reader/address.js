// All state is in the address, after the question mark, so that any server of plain files will do:
//   ?es                                          the academy in Spanish
//   ?es/course/hunt-strategy/stand-hunting       a course
//   ?es/lesson/hunt-strategy/stand-hunting/wind  a text, by its type and slug
//   ?es/id/32f74431-065e-423b-b276-9d61dfeb19fa  a text, by its id
//   ?es/part/article                             texts that stand in no course

/** What an address asks for. */
export const readAddress = ({ search, hash }) => {
  const [language = '', kind = '', ...rest] = search.slice(1).split('/').map(decoded)
  return { language, kind, slug: rest.join('/'), anchor: decoded(hash.slice(1)) }
}

/** The address that asks for something. */
export const addressOf = ({ language, kind = '', slug = '', anchor = '' }) => {
  const parts = [language, kind, ...slug.split('/')].filter((part) => part !== '')
  return `?${parts.map(encodeURIComponent).join('/')}${anchor && `#${encodeURIComponent(anchor)}`}`
}

/** A part of an address as it is meant; as it stands where it is badly encoded. */
export const decoded = (text) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
