import { randomUUID } from 'node:crypto'
import { link, lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentError } from '../errors.ts'
import type { TextFile } from '../setup/editor-files.ts'

/**
 * Whether something lies at a path below a directory, be it a link that leads nowhere.
 * @throws ContentError `REFUSED` where a directory on the way is none, or a link, which may lead out of the repository
 */
export const isThere = async (top: string, path: string): Promise<boolean> => {
  const segments = path.split('/')
  for (const end of segments.slice(1).keys()) {
    const directory = join(top, ...segments.slice(0, end + 1))
    const found = await lstat(directory).catch(absent)
    if (found === null) return false
    if (found.isDirectory()) continue
    throw new ContentError(
      'REFUSED',
      `Expected a directory at \`${directory}\`, got a file or a link.`,
      {
        hint: `Move it away, or write \`${path}\` yourself.`,
      },
    )
  }
  return (await lstat(join(top, path)).catch(absent)) !== null
}

const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}

/** Writes a file that is not there yet, whole or not at all; fails where meanwhile somebody else has written it. */
export const writeNewFile = async (top: string, { path, text }: TextFile): Promise<void> => {
  const target = join(top, path)
  await mkdir(dirname(target), { recursive: true })
  const draft = `${target}.${randomUUID()}.draft`
  try {
    await writeFile(draft, text, { flag: 'wx' })
    await link(draft, target)
  } catch (cause) {
    throw new ContentError('USAGE', `Cannot write \`${target}\`.`, {
      cause,
      hint: 'What was written before is whole. Run it again.',
    })
  } finally {
    await rm(draft, { force: true })
  }
}
