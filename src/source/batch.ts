import { ContentError } from '../errors.ts'
import type { GitPlace } from './git.ts'
import { type GitProcess, startGit } from './git-stream.ts'

/**
 * What takes a process's replies apart: it is handed every piece of output, looks at the request
 * that is being answered with `current`, and answers it with `settle`.
 */
export type ReplyReader<Request, Answer> = (
  current: () => Request,
  settle: (answer: Answer | ContentError) => void,
) => (chunk: Buffer) => void

/** A conversation with one long-lived `git`, started at the first question. */
export type Batch<Request, Answer> = {
  /** Sends one line; many may be outstanding. Rejects with GIT where the process has died or was closed. */
  ask(line: string, request: Request): Promise<Answer>
  /** Waits for the outstanding answers and the end of the process. */
  close(): Promise<void>
}

type Pending<Request, Answer> = {
  readonly request: Request
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: ContentError) => void
}

/** A `git` that answers each line of input in order, such as `git cat-file --batch`. */
export const openBatch = <Request, Answer>(
  place: GitPlace,
  args: readonly string[],
  reader: ReplyReader<Request, Answer>,
): Batch<Request, Answer> => {
  const outstanding = createQueue<Pending<Request, Answer>>()
  let process: GitProcess | null = null
  let over: ContentError | null = null
  let unsent = ''

  const end = (error: ContentError): void => {
    over ??= error
    for (let next = outstanding.take(); next; next = outstanding.take()) next.reject(over)
  }
  const settle = (answer: Answer | ContentError): void => {
    const pending = outstanding.take()
    if (answer instanceof ContentError) pending?.reject(answer)
    else pending?.resolve(answer)
  }
  const current = (): Request => {
    const pending = outstanding.first()
    if (pending === undefined) throw new Error('got a reply that nobody asked for')
    return pending.request
  }
  const start = (): GitProcess => {
    const started = startGit(place, args)
    const read = reader(current, settle)
    started.child.stdout.on('data', (chunk: Buffer) => {
      try {
        if (over === null) read(chunk)
      } catch (cause) {
        end(failed(args, cause))
        started.child.kill()
      }
    })
    started.failure.then((failure) => end(failure ?? failed(args, new Error('it has ended'))))
    return started
  }
  const send = (): void => {
    if (unsent !== '') process?.child.stdin.write(unsent)
    unsent = ''
  }

  return {
    ask: (line, request) => {
      if (over !== null) return Promise.reject(over)
      process ??= start()
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      outstanding.add({ request, resolve, reject })
      // Lines that are asked for in one go are sent in one: to send each took 3 % of a thread that parses.
      if (unsent === '') queueMicrotask(send)
      unsent += `${line}\n`
      return promise
    },
    close: async () => {
      process?.child.stdin.end(unsent)
      unsent = ''
      await process?.failure
      end(failed(args, new Error('it was closed')))
    },
  }
}

const failed = (args: readonly string[], cause: unknown): ContentError =>
  new ContentError(
    'GIT',
    `Cannot read from \`git ${args.join(' ')}\`: ${cause instanceof Error ? cause.message : cause}`,
    { hint: 'See whether the clone is whole: `git fsck`.', cause },
  )

type Queue<Item> = {
  add(item: Item): void
  first(): Item | undefined
  take(): Item | undefined
}

// Array.shift moves a long array each time; here what was taken is dropped once the queue is empty.
const createQueue = <Item>(): Queue<Item> => {
  let items: Item[] = []
  let head = 0
  return {
    add: (item) => {
      items.push(item)
    },
    first: () => items[head],
    take: () => {
      const item = items[head]
      head += 1
      if (head >= items.length) {
        items = []
        head = 0
      }
      return item
    },
  }
}
