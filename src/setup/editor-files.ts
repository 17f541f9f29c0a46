/** A file that is to be written. */
export type TextFile = {
  /** From the top of the repository. */
  readonly path: string
  readonly text: string
  /** What whoever takes it has to know; null for nothing. */
  readonly remark: string | null
}

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
      remark: null,
    },
    ...(associations.length === 0
      ? []
      : [
          {
            path: '.vscode/settings.json',
            text: json({ 'yaml.schemas': Object.fromEntries(associations) }),
            remark:
              'VS Code checks YAML files by these, but not the front matter of Markdown; `hma-content validate` does.',
          },
        ]),
  ]
}
