import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProcess } from './run-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds the package as users install it, in `directory`: `bin/` starts the source in a checkout, and
 * the build only where there is no source. Gives the program's path.
 */
export const buildPackage = async (directory: string): Promise<string> => {
  await mkdir(directory, { recursive: true })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', join(directory, 'dist')]
  const built = await runProcess(process.execPath, args, { cwd: root })
  if (built.code !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`)
  const { files } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    files: readonly string[]
  }
  for (const name of [...files.filter((file) => file !== 'dist'), 'package.json']) {
    await cp(join(root, name), join(directory, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'))
  return join(directory, 'bin/hma-content.js')
}
