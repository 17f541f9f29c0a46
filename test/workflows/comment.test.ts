import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportMark } from '../../src/output/format-request.ts'
import { commentWorkflow } from '../../src/setup/comment-workflow.ts'
import { createRepository } from '../support/repository.ts'
import { runScript, scriptsOf } from '../support/workflow.ts'

type Comment = { readonly id: number; body: string; readonly user: { readonly login: string } }

const bot = { login: 'github-actions[bot]' }
const head = 'a'.repeat(40)

/**
 * A server that speaks as much of GitHub's API as the script asks for: open requests by head, the comments of the one,
 * a hundred at a time: https://docs.github.com/en/rest/issues/comments
 */
const openGithub = async (comments: Comment[]) => {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const url = new URL(request.url ?? '', 'http://github')
    asked.push(`${request.method} ${url.pathname}`)
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (request.headers.authorization !== 'Bearer token') return answer(401, {})
    const list = '/repos/academy/lessons/issues/7/comments'
    if (url.pathname === '/repos/academy/lessons/pulls') {
      const isIt = url.searchParams.get('head') === 'fork:edit & "more"'
      return answer(200, isIt ? [{ number: 7, head: { sha: head } }] : [])
    }
    if (url.pathname === list && request.method === 'GET') {
      const page = Number(url.searchParams.get('page'))
      return answer(200, comments.slice((page - 1) * 100, page * 100))
    }
    const { body } = JSON.parse(text) as { readonly body: string }
    if (url.pathname === list) {
      comments.push({ id: comments.length + 1, body, user: bot })
      return answer(201, {})
    }
    const id = /^\/repos\/academy\/lessons\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1]
    const found = comments.find((comment) => String(comment.id) === id)
    if (found === undefined || request.method !== 'PATCH') return answer(404, {})
    found.body = body
    answer(200, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const [script = ''] = scriptsOf(commentWorkflow().text, 'comment')

/** Runs the script where a report was downloaded. */
const comment = async (url: string, report: string, more: Record<string, string> = {}) => {
  await using place = await createRepository({ 'report/report.md': report })
  const variables = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'academy/lessons',
    TOKEN: 'token',
    HEAD_SHA: head,
    HEAD_OWNER: 'fork',
    HEAD_BRANCH: 'edit & "more"',
    ...more,
  }
  return await runScript(script, join(place.directory), variables)
}

describe('the script that comments on a pull request', () => {
  it('writes one comment, and replaces that one later, also where many others were written', async () => {
    const others = Array.from({ length: 130 }, (_, index) => ({
      id: index + 1,
      // Whoever copies the mark does not become the one that is replaced.
      body: index === 3 ? `${reportMark}\nmine` : 'Nice.',
      user: { login: 'somebody' },
    }))
    const comments: Comment[] = [...others]
    await using github = await openGithub(comments)
    const first = `${reportMark}\n\n## One "quoted" \`$(touch x)\` – ü\n`
    expect(await comment(github.url, first)).toMatchObject({ code: 0, stderr: '' })
    expect(comments.slice(130)).toEqual([{ id: 131, body: first, user: bot }])
    const second = `${reportMark}\n\n## Two\n`
    expect(await comment(github.url, second)).toMatchObject({ code: 0, stderr: '' })
    expect(comments.slice(130)).toEqual([{ id: 131, body: second, user: bot }])
    expect(comments.slice(0, 130)).toEqual(others)
  })

  it('says nothing where the request has moved on', async () => {
    const comments: Comment[] = []
    await using github = await openGithub(comments)
    const report = `${reportMark}\n`
    expect(await comment(github.url, report, { HEAD_SHA: 'b'.repeat(40) })).toMatchObject({
      code: 0,
    })
    expect(await comment(github.url, report, { HEAD_BRANCH: 'gone' })).toMatchObject({ code: 0 })
    expect(comments).toEqual([])
  })

  it.each([
    ['a file that is no report', 'Buy this.\n'],
    ['a report that is too large', `${reportMark}\n${'x'.repeat(300_000)}`],
  ])('asks nothing of the API for %s', async (_, report) => {
    await using github = await openGithub([])
    expect((await comment(github.url, report)).code).not.toBe(0)
    expect(github.asked).toEqual([])
  })

  it('fails, and shows no token, where it may not comment', async () => {
    await using github = await openGithub([])
    const run = await comment(github.url, `${reportMark}\n`, { TOKEN: 'expired-secret' })
    expect(run.code).not.toBe(0)
    expect(run.stdout + run.stderr).not.toContain('expired-secret')
  })
})
