import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { askRemote } from '../../src/mirror/ask-remote.ts'
import { readRemoteConfig } from '../../src/remote-config.ts'

it('gives up a host that takes the question and never answers', async () => {
  const open: Socket[] = []
  const server = createServer((socket) => void open.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const remote = readRemoteConfig({ url: `http://127.0.0.1:${port}/content.git` }, {})
  await expect(askRemote({ remote, branch: 'main', path: process.env.PATH })).rejects.toMatchObject(
    { code: 'GIT', message: expect.stringContaining('too slow') },
  )
  for (const socket of open) socket.destroy()
  server.close()
})
