import { validateXML } from 'xmllint-wasm'
import { withSchemaTexts } from './schemas.ts'

/** What of XLIFF documents, by name, breaks the schema of OASIS. */
export type XliffFaults = (documents: ReadonlyMap<string, string>) => Promise<readonly string[]>

const schema = 'xliff_core_2.0.xsd'
const imported = 'informativeCopiesOf3rdPartySchemas/w3c/xml.xsd'

/** Defines the tests against the schema of XLIFF 2.0 where that is to be had; else says in one line that it is not. */
export const withXliffSchema = (define: (faults: XliffFaults) => void): void =>
  withSchemaTexts([schema, imported], ([core = '', xml = '']) =>
    define(async (documents) => {
      const { valid, errors } = await validateXML({
        xml: [...documents].map(([fileName, contents]) => ({ fileName, contents })),
        // The validator's file system has no directories.
        schema: [core.replace(imported, 'xml.xsd')],
        preload: [{ fileName: 'xml.xsd', contents: xml }],
      })
      return valid ? [] : errors.map(({ rawMessage }) => rawMessage)
    }),
  )

/** The document as it comes back from somebody who copies each source to its target. */
export const copiedToTargets = (xliff: string): string =>
  xliff.replace(/<source>(.*?)<\/source>/gs, '$&<target>$1</target>')
