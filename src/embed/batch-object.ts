import type { BatchState } from '../embedder.ts'

/** A batch as the service describes it, as far as it is of use here. */
export type BatchObject = {
  readonly id: string
  readonly status: string
  /** Milliseconds since 1970; 0 where the service does not say. */
  readonly created: number
  /** The values of its metadata. */
  readonly marks: readonly string[]
  readonly done: number
  readonly errors: readonly BatchError[]
  readonly input: readonly string[]
  readonly answers: readonly string[]
}

type BatchError = { readonly code: string; readonly message: string }
type Fields = Readonly<Record<string, unknown>>

/** Reads a batch of the Batch API (openai-node 7.57, resources/batches.ts); throws where it is none. */
export const batchObject = (value: unknown): BatchObject => {
  const batch = fieldsOf(value)
  const { id, status, created_at: created } = batch
  if (typeof id !== 'string' || typeof status !== 'string')
    throw new Error('Expected a batch, got something else')
  const { completed } = fieldsOf(batch.request_counts)
  const { data } = fieldsOf(batch.errors)
  return {
    id,
    status,
    created: typeof created === 'number' ? created * 1_000 : 0,
    marks: textsOf(Object.values(fieldsOf(batch.metadata))),
    done: typeof completed === 'number' ? completed : 0,
    errors: Array.isArray(data) ? data.map(errorOf) : [],
    input: textsOf([batch.input_file_id]),
    answers: textsOf([batch.output_file_id, batch.error_file_id]),
  }
}

/** Reads a page of a list of batches; throws where it is none, since an empty one says that there are no batches. */
export const batchPage = (value: unknown): readonly BatchObject[] => {
  const { data } = fieldsOf(value)
  if (!Array.isArray(data)) throw new Error('Expected a list of batches, got something else')
  return data.map(batchObject)
}

/** How far a batch has come; `clean` takes out of the service's words what must not be shown. */
export const stateOf = (batch: BatchObject, clean: (text: string) => string): BatchState => {
  const how = endings.find((ending) => ending === batch.status)
  if (how === undefined) return { kind: 'under way', done: batch.done }
  const [error] = batch.errors
  return {
    kind: 'ended',
    how,
    reason: clean(error === undefined ? '' : `${error.code} ${error.message}`.trim()),
    tooMuch: how === 'failed' && batch.errors.some(isTooMuch),
    answers: batch.answers,
    files: [...batch.input, ...batch.answers],
  }
}

const endings = ['completed', 'failed', 'expired', 'cancelled'] as const

// "Enqueued token limit reached for text-embedding-ada-002 in organization …"
const isTooMuch = ({ code, message }: BatchError): boolean =>
  code === 'token_limit_exceeded' || /enqueued/iu.test(message)

const errorOf = (value: unknown): BatchError => {
  const { code, message } = fieldsOf(value)
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
  }
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}

const textsOf = (values: readonly unknown[]): readonly string[] =>
  values.filter((value): value is string => typeof value === 'string')
