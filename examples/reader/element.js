/** An element with attributes (null and false leave one out) and children. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children.flat().filter((child) => child !== null))
  return made
}

// Scripts that run from right to left: https://www.unicode.org/iso15924/iso15924-codes.html
const rightToLeft = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
])

/** `rtl` or `ltr`, by the script that a language is mostly written in. */
export const directionOf = (language) => {
  try {
    return rightToLeft.has(new Intl.Locale(language).maximize().script) ? 'rtl' : 'ltr'
  } catch {
    return 'ltr'
  }
}

/** What a language is called in another. */
export const nameIn = (other, language) => {
  try {
    return new Intl.DisplayNames([other], { type: 'language' }).of(language)
  } catch {
    return language
  }
}

/** What a language calls itself. */
export const nameOfLanguage = (language) => {
  const name = nameIn(language, language)
  return name.charAt(0).toLocaleUpperCase() + name.slice(1)
}
