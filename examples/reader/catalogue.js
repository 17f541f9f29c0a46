/**
 * What is live. One small object changes, `releases/current.json`; all that it leads to never does, so a browser that
 * has it once need not ask again. Parts are read when something of them is asked for.
 */
export const openCatalogue = async (bucket) => {
  const read = reader(bucket)
  const { root, sequence, commit } = await read('releases/current.json')
  const release = await read(root)
  const { pillars } = await read(release.hierarchy)
  const courses = pillars.flatMap((pillar) => pillar.courses.map((course) => ({ pillar, course })))
  const source = release.language
  const named = new Set(release.parts.map(({ language }) => language))
  const languages = [source, ...[...named].filter((each) => each !== source).sort()]

  /** Texts by id: those of one directory in one language, of whatever type. */
  const inDirectory = async (directory, language) => {
    const keys = release.parts.filter(
      (part) => part.language === language && directoryOf(part.name) === directory,
    )
    const parts = await Promise.all(keys.map(({ key }) => read(key)))
    return new Map(
      parts.flatMap(({ items }) => items).map((text) => [text.id, { ...text, language }]),
    )
  }

  /** A text as readers of a language see it: translated, else as it was written. */
  const inLanguage = async (text, language) => {
    if (language === source) return text
    const translated = (await inDirectory(directoryOf(text.slug, 0), language)).get(text.id)
    return translated === undefined
      ? text
      : { ...translated, minutes: translated.minutes ?? text.minutes }
  }

  const placeOf = (id) => {
    const place = courses.find(({ course }) => course.items.includes(id))
    if (place !== undefined) return place
    const pillar = pillars.find(({ items }) => items.includes(id))
    return pillar === undefined ? null : { pillar, course: null }
  }

  /** The text with an id; null where it is not live. */
  const find = async (id, language) => {
    const { course, pillar } = placeOf(id) ?? {}
    const likely = course?.slug ?? pillar?.slug ?? ''
    const near = (await inDirectory(likely, source)).get(id)
    if (near !== undefined) return inLanguage(near, language)
    // A repository's patterns may put a text into another directory than its course's.
    const directories = new Set(release.parts.map(({ name }) => directoryOf(name)))
    const all = await Promise.all([...directories].map((each) => inDirectory(each, source)))
    const far = all.find((texts) => texts.has(id))?.get(id)
    return far === undefined ? null : inLanguage(far, language)
  }

  /** The text that has a slug, or had it formerly; null where there is none. */
  const findSlug = async (type, slug, language) => {
    const texts = await inDirectory(directoryOf(slug, 0), source)
    const found = [...texts.values()].find((text) => text.type === type && text.slug === slug)
    if (found !== undefined) return inLanguage(found, language)
    const { redirects } = await read(release.redirects)
    const moved = redirects.find((redirect) => redirect.type === type && redirect.slug === slug)
    return moved === undefined ? null : find(moved.id, language)
  }

  return {
    ...{ sequence, commit, pillars, courses, source, languages },
    find,
    findSlug,
    placeOf,
    document: (text) => read(text.document),
    /** Those of some texts that are live, in their order. */
    findAll: async (ids, language) =>
      (await Promise.all(ids.map((id) => find(id, language)))).filter((text) => text !== null),
    /** Parts whose texts stand in no pillar, as they were written. */
    otherParts: release.parts.filter(
      ({ name, language }) => language === source && !placed(pillars, directoryOf(name)),
    ),
    textsOfPart: async (name, language) => {
      const key = release.parts.find((part) => part.name === name && part.language === source)?.key
      if (key === undefined) return null
      const { items } = await read(key)
      return Promise.all(items.map((text) => inLanguage({ ...text, language: source }, language)))
    },
    /** How many texts of a course there are in a language. */
    countIn: (course, language) =>
      release.parts
        .filter((part) => part.language === language && directoryOf(part.name) === course.slug)
        .reduce((sum, { count }) => sum + count, 0),
    /** Languages that a text is there in. */
    // Releases of earlier versions of the program do not say.
    languagesOf: (text) => text.languages ?? languages,
  }
}

/** Reads objects of the bucket as JSON, each once. */
const reader = (bucket) => {
  const known = new Map()
  return (key) => {
    const reading = known.get(key) ?? readJson(new URL(key, bucket))
    known.set(key, reading)
    return reading
  }
}

const readJson = async (address) => {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${response.status} for ${address.pathname}`)
  return response.json()
}

/** A part's name is its collection, then the directory; of a slug the last piece is no directory. */
const directoryOf = (name, from = 1) =>
  name
    .split('/')
    .slice(from, from === 0 ? -1 : undefined)
    .join('/')

const placed = (pillars, directory) =>
  pillars.some(
    ({ slug, courses }) =>
      slug === directory || courses.some((course) => course.slug === directory),
  )
