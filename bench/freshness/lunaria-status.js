// Prints what @lunariajs/core says of the repository that it runs in: `lunaria-status.js <modules> <languages> <files> <pattern>`.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, languages, location, pattern] = process.argv.slice(2)
const [source, ...others] = languages.split(',')
const status = createRequire(join(modules, 'x.js')).resolve('@lunariajs/core/status')
const { getLocalizationStatus } = await import(pathToFileURL(status).href)
const localeOf = (lang) => ({ label: lang, lang })
const found = await getLocalizationStatus(
  {
    // Only addresses are made of it.
    repository: { name: 'a/b', branch: 'main', rootDir: '.', hosting: 'github' },
    defaultLocale: localeOf(source),
    locales: others.map(localeOf),
    files: [{ type: 'universal', location, pattern, ignore: [] }],
    // Its defaults.
    ignoreKeywords: ['lunaria-ignore', 'fix typo'],
  },
  false,
)
process.stdout.write(JSON.stringify(found))
