/** A secret of a hook; the one of the example in the specification of Standard Webhooks. */
export const hookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** What the hooks of `hookedFiles` are configured by. */
export const hookVariables = (url: string): Readonly<Record<string, string>> => ({
  HOOK_URL: url,
  HOOK_SECRET: hookSecret,
})

/** A lesson in two languages, and hooks, each given as what it hears of besides its address and secret. */
export const hookedFiles = (
  hooks: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  'hma-content.yaml': `version: 1
source: { languages: [en, es] }
collections:
  - { type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }
environments:
  local:
    hooks:
${Object.entries(hooks)
  .map(
    ([name, rest]) => `      ${name}: { url: "\${HOOK_URL}", secret: "\${HOOK_SECRET}"${rest} }\n`,
  )
  .join('')}`,
  'en/wind.md': '# Wind\n\nWatch the grass.\n',
  'es/wind.md': '# Viento\n\nMira la hierba.\n',
})
