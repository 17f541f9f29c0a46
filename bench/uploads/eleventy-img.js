// Makes the pictures of a directory with @11ty/eleventy-img: `eleventy-img.js <modules> <pictures> <output> <options>`.
import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [modules, pictures, outputDir, options] = process.argv.slice(2)
const { default: image } = await import(
  createRequire(join(modules, 'x.js')).resolve('@11ty/eleventy-img')
)
const names = await readdir(pictures)
const made = await Promise.all(
  names
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => image(join(pictures, name), { ...JSON.parse(options), outputDir })),
)
const count = made.flatMap((formats) => Object.values(formats).flat()).length
process.stdout.write(`${count}\n`)
