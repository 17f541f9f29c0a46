import type { Config } from './config.ts'
import { type Connections, connectExisting } from './connect.ts'
import { ContentError } from './errors.ts'

/**
 * Runs `use` on what was published, and closes it.
 * @throws ContentError `REFUSED` where nothing was published yet
 */
export const withExisting = async <T>(
  config: Config,
  use: (connections: Connections) => Promise<T>,
): Promise<T> => {
  const connections = await connectExisting(config)
  if (connections === null) {
    throw new ContentError('REFUSED', 'Nothing has been published here yet.', {
      hint: 'Run `hma-content publish` first.',
    })
  }
  try {
    return await use(connections)
  } finally {
    await connections.close()
  }
}
