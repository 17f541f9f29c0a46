import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type ConfigFlags, readConfig } from '../config.ts'
import { openBucket } from '../connect.ts'
import { ContentError } from '../errors.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { readPointer } from '../publish/write-pointer.ts'
import { previewServer } from '../web/preview-server.ts'

export type PreviewOptions = ConfigFlags & { readonly port: string }

const page = fileURLToPath(new URL('../../examples/reader', import.meta.url))

/** Serves what is published, and a page that shows it, to this machine alone until it is interrupted. */
export const preview = async (
  options: PreviewOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const port = portOf(options.port)
  const bucket = await openBucket(config)
  const pointer = await readPointer(bucket)
  if (pointer === null) {
    throw new ContentError('REFUSED', 'Nothing has been published here yet.', {
      hint: 'Run `hma-content publish` first.',
    })
  }
  const server = await previewServer({ bucket, page })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw new ContentError('USAGE', `Cannot listen on port ${port}: ${cause.code}.`, {
      cause,
      hint: 'Another program may use it; take another `--port`.',
    })
  })
  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  terminal.print(`http://localhost:${listening}/`)
  terminal.note(`Release ${pointer.sequence}. Ctrl-C ends it.`)
  await once(server, 'close')
  return exitCodes.fine
}

const portOf = (text: string): number => {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new ContentError('USAGE', `Expected a port from 0 to 65535, got \`${text}\`.`)
}
