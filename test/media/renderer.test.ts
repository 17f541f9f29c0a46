import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { openRenderer } from '../../src/media/renderer.ts'
import { defaultRenditionOptions } from '../../src/media/rendition.ts'

describe('the process of a renderer', () => {
  const directories: string[] = []
  afterAll(async () => {
    for (const directory of directories) await rm(directory, { recursive: true, force: true })
  })
  const program = async (body: string): Promise<URL> => {
    const directory = await mkdtemp(join(tmpdir(), 'hma-renderer-'))
    directories.push(directory)
    const path = join(directory, 'program.mjs')
    await writeFile(path, body)
    return pathToFileURL(path)
  }

  it('is replaced after it died of an image, owed an answer too long, or took too much memory', async () => {
    const fake = openRenderer(tmpdir(), {
      processes: 1,
      timeoutMs: 2_000,
      memoryBytes: 256 * 1024 * 1024,
      program: await program(`
        process.on('message', ({ bytes }) => {
          const order = Buffer.from(bytes).toString()
          if (order === 'die') process.kill(process.pid, 'SIGSEGV')
          if (order === 'hang') for (;;);
          if (order === 'eat') for (const all = []; ; ) all.push(Buffer.alloc(10_000_000, 1))
          process.send({ rendition: { order }, bodies: new Map() })
        })
        process.send({ encoder: 'fake 1' })`),
    })
    const ask = (order: string) =>
      fake.renderImage(Buffer.from(order), 'png', defaultRenditionOptions)
    const answers = await Promise.all([
      ask('one'),
      ask('die'),
      ask('two'),
      ask('hang'),
      ask('three'),
      ask('eat'),
      ask('four'),
    ])
    expect(answers).toMatchObject([
      { rendition: { order: 'one' } },
      { rule: 'MEDIA_BROKEN', message: expect.stringContaining('SIGSEGV') },
      { rendition: { order: 'two' } },
      { rule: 'MEDIA_BROKEN', message: expect.stringContaining('within 2000 ms') },
      { rendition: { order: 'three' } },
      { rule: 'MEDIA_BROKEN', message: expect.stringContaining('the decoder ended with') },
      { rendition: { order: 'four' } },
    ])
    expect(await fake.encoder()).toBe('fake 1')
    await fake.close()
  })

  it('is one of several, which work at the same time, and none starts before it is needed', async () => {
    const two = openRenderer(tmpdir(), {
      processes: 2,
      program: await program(`
        process.on('message', ({ bytes }) => {
          const answer = () => process.send({ rendition: process.pid, bodies: new Map() })
          if (Buffer.from(bytes).toString() === 'first') process.on('SIGUSR2', answer)
          else answer()
        })
        process.send({ encoder: String(process.pid) })`),
    })
    const ask = async (order: string): Promise<unknown> => {
      const answer = await two.renderImage(Buffer.from(order), 'png', defaultRenditionOptions)
      return 'rendition' in answer && answer.rendition
    }
    expect(await ask('alone')).toBe(await ask('alone again'))
    const child = Number(await two.encoder())
    const first = ask('first')
    const others = [await ask('second'), await ask('third')]
    expect(others).toEqual([others[0], others[0]])
    expect(others).not.toContain(child)
    process.kill(child, 'SIGUSR2')
    expect(await first).toBe(child)
    await two.close()
  })

  it('that cannot start is a failure of the tool, not of the image', async () => {
    const broken = openRenderer(tmpdir(), { program: await program(`import 'no-such-package'`) })
    const answer = broken.renderImage(Buffer.from('x'), 'png', defaultRenditionOptions)
    await expect(answer).rejects.toMatchObject({ code: 'MEDIA' })
    await broken.close()
  })

  it('sees nothing of the environment it was started from', async () => {
    process.env.HMA_TEST_SECRET = 'secret'
    const spy = openRenderer(tmpdir(), {
      program: await program(`process.send({ encoder: JSON.stringify(process.env) })`),
    })
    expect(await spy.encoder()).not.toContain('secret')
    delete process.env.HMA_TEST_SECRET
    await spy.close()
  })

  it('names the versions of its encoder and of the library below it', async () => {
    const real = openRenderer(tmpdir())
    const { sharp: own, vips } = sharp.versions
    expect(await real.encoder()).toBe(`sharp ${own}, libvips ${vips}`)
    await real.close()
  })

  it('ends when the renderer is closed', async () => {
    const own = openRenderer(tmpdir(), {
      program: await program(
        'process.send({ encoder: String(process.pid) }); setInterval(() => {}, 1000)',
      ),
    })
    const child = Number(await own.encoder())
    expect(process.kill(child, 0)).toBe(true)
    await own.close()
    expect(() => process.kill(child, 0)).toThrow('ESRCH')
  })
})
