/** Files in which sites say, among much else, which language is theirs. */
export const siteFiles: ReadonlySet<string> = new Set([
  ...['hugo', 'config', 'config/_default/hugo', 'config/_default/config'].flatMap((name) =>
    ['toml', 'yaml', 'yml', 'json'].map((extension) => `${name}.${extension}`),
  ),
  ...['js', 'ts', 'mjs'].flatMap((extension) => [
    `docusaurus.config.${extension}`,
    `website/docusaurus.config.${extension}`,
    `astro.config.${extension}`,
  ]),
])

const setting =
  /\b(?:defaultContentLanguage|defaultLocale)["']?\s*[:=]\s*["']([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)["']/

/** The language that one of these texts names as the site's own; null where none does. */
export const siteLanguage = (texts: readonly string[]): string | null =>
  texts.map((text) => setting.exec(text)?.[1]).find((code) => code !== undefined) ?? null
