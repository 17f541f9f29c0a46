import { yamlText } from '../lesson/yaml-text.ts'
import type { CollectionProposal } from './propose-collections.ts'

/** What a configuration is made from. */
export type ConfigurationParts = {
  readonly branch: string
  readonly language: string
  readonly languages: readonly string[]
  readonly isShallow: boolean
  readonly collections: readonly CollectionProposal[]
}

/** The text of a `hma-content.yaml`. */
export const configurationText = (parts: ConfigurationParts): string =>
  [
    '# yaml-language-server: $schema=schemas/hma-content.schema.json',
    'version: 1',
    'source:',
    `  branch: ${yamlText(parts.branch)}`,
    `  language: ${yamlText(parts.language)}`,
    ...(parts.languages.length > 1 ? [`  languages: ${yamlText(parts.languages)}`] : []),
    ...(parts.isShallow
      ? [
          '  # This clone has no earlier commits. `full` records them all, in a clone that has them.',
          '  history: head',
        ]
      : []),
    'collections:',
    ...parts.collections.flatMap(collectionLines),
    '',
  ].join('\n')

const collectionLines = (collection: CollectionProposal): readonly string[] => {
  const { type, name, files, translations, schema } = collection
  const fields = Object.entries(collection.fields)
  return [
    `  - type: ${type}`,
    ...(name === type ? [] : [`    name: ${yamlText(name)}`]),
    `    files: ${yamlText(files)}`,
    ...(translations === null ? [] : [`    translations: ${yamlText(translations)}`]),
    ...(schema === null ? [] : [`    schema: ${yamlText(schema)}`]),
    ...(fields.length === 0 ? [] : ['    fields:']),
    ...fields.map(([field, key]) => `      ${field}: ${yamlText(key)}`),
  ]
}
