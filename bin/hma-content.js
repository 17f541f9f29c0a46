#!/usr/bin/env node
// In a checkout the source runs as it is (Node strips the types); the published package has only the build.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  // Compiled code is kept between runs: of a run that finds nothing to do, half was compiling.
  module.enableCompileCache()
  const source = new URL('../src/cli.ts', import.meta.url)
  await import(existsSync(source) ? source.href : new URL('../dist/cli.js', import.meta.url).href)
} else {
  // A checkout brings its own Node as a development dependency, so an older one on the PATH does no harm.
  const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
  if (existsSync(node)) {
    const script = fileURLToPath(import.meta.url)
    const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' })
    // Whoever ends this one means the program. Ctrl-C reaches both by itself, and a second SIGINT ends at once.
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    process.on('SIGINT', () => {})
    child.on('exit', (code) => {
      process.exitCode = code ?? 2
    })
  } else {
    process.stderr.write(`Expected Node 22.18 or newer, got ${process.versions.node}.\n`)
    process.exitCode = 2
  }
}
