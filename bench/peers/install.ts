import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProcess } from '../measure/run-process.ts'

const bench = fileURLToPath(new URL('..', import.meta.url))

/** Where the other tools' packages lie. */
export const peerModules: string = join(bench, 'node_modules')

/** Installs the other tools from the bench's own lock file, the first time that they are asked for. */
export const installPeers = async (say: (text: string) => void): Promise<void> => {
  if (existsSync(join(peerModules, '.package-lock.json'))) return
  say('npm ci --prefix bench')
  // No install scripts: the programs that they would fetch come as packages of the platform.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', bench]
  const { code, stderr } = await runProcess('npm', args, { cwd: bench, env: process.env })
  if (code !== 0) throw new Error(`\`npm ci --prefix bench\` ended with ${code}:\n${stderr}`)
}

/** Hugo's version as it prints it, or null where it is not installed. */
export const hugoVersion = async (): Promise<string | null> => {
  try {
    const { stdout } = await runProcess('hugo', ['version'], { cwd: bench })
    return stdout.match(/v\d[\w.+-]*/)?.[0] ?? null
  } catch {
    return null
  }
}
