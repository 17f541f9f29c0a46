/** A file that is to be written: its path from the top of the repository, and its whole text. */
export type TextFile = { readonly path: string; readonly text: string }

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/**
 * Settings with which VS Code completes and checks YAML files by the schemas in `schemas/`; the extension that
 * does so is recommended. It does not look into the front matter of Markdown files:
 * https://github.com/redhat-developer/vscode-yaml/issues/207
 */
export const editorFiles = (schemas: readonly string[]): readonly TextFile[] => {
  const described = ['course', 'pillar', 'authors'].filter((name) => schemas.includes(name))
  const associations = described.map(
    (name) => [`./schemas/${name}.schema.json`, `**/${name}.yaml`] as const,
  )
  return [
    {
      path: '.vscode/extensions.json',
      text: json({ recommendations: ['redhat.vscode-yaml'] }),
    },
    ...(associations.length === 0
      ? []
      : [
          {
            path: '.vscode/settings.json',
            text: json({ 'yaml.schemas': Object.fromEntries(associations) }),
          },
        ]),
  ]
}
