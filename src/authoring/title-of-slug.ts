// What English titles write small, but for their first and last word.
const small: ReadonlySet<string> = new Set(
  'a an and as at but by for from in nor of off on or per the to up via with'.split(' '),
)

/** A slug as a title: `wind-and-thermals` → `Wind and Thermals`. Capital letters of its own stay. */
export const titleOfSlug = (slug: string): string => {
  const words = slug.split(/[-_\s]+/).filter((word) => word !== '')
  const title = words.map((word, index) =>
    index > 0 && index < words.length - 1 && small.has(word) ? word : capitalised(word),
  )
  return title.join(' ')
}

const capitalised = (word: string): string => {
  const [first = '', ...rest] = [...word]
  return first.toUpperCase() + rest.join('')
}
