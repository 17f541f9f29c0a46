/** A metric: what it counts, and by what. */
export type Metric = {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
}

/**
 * Events, counted by each process since it began; and state, asked of the database, so that all processes say the same of it. Names as
 * https://prometheus.io/docs/practices/naming/ has them.
 */
export const metricTable = {
  hma_content_deliveries_total: {
    type: 'counter',
    help: 'Deliveries of webhooks, by what became of them.',
    labels: ['provider', 'answer'],
  },
  hma_content_runs_total: {
    type: 'counter',
    help: 'Runs of jobs that have ended.',
    labels: ['kind', 'outcome'],
  },
  hma_content_run_duration_seconds: {
    type: 'histogram',
    help: 'How long runs of jobs took.',
    labels: ['kind'],
  },
  hma_content_stage_duration_seconds: {
    type: 'histogram',
    help: 'How long the stages of runs took, all parts of a stage together.',
    labels: ['stage'],
  },
  hma_content_quarantines_total: {
    type: 'counter',
    help: 'Texts that were quarantined.',
    labels: [],
  },
  hma_content_releases_total: {
    type: 'counter',
    help: 'Releases that readers were pointed to.',
    labels: [],
  },
  hma_content_hook_messages_total: {
    type: 'counter',
    help: 'Messages to hooks, by what became of them.',
    labels: ['hook', 'outcome'],
  },
  hma_content_requests_total: {
    type: 'counter',
    help: 'Requests to S3, Git LFS and the embedding service, by class of status, or none.',
    labels: ['to', 'operation', 'status'],
  },
  hma_content_request_duration_seconds: {
    type: 'histogram',
    help: 'How long requests took.',
    labels: ['to'],
  },
  hma_content_sent_bytes_total: {
    type: 'counter',
    help: 'Bytes of bodies that requests sent.',
    labels: ['to'],
  },
  hma_content_received_bytes_total: {
    type: 'counter',
    help: 'Bytes of bodies that answers brought.',
    labels: ['to'],
  },
  hma_content_embedding_tokens_total: {
    type: 'counter',
    help: 'Tokens of texts whose vectors were bought.',
    labels: ['model'],
  },
  hma_content_embedding_cost_dollars_total: {
    type: 'counter',
    help: 'What these vectors cost, where the price is known.',
    labels: ['model'],
  },
  hma_content_build_info: {
    type: 'gauge',
    help: 'Always 1, with the version of the program.',
    labels: ['version'],
  },
  hma_content_state_up: {
    type: 'gauge',
    help: 'Whether the database answered in time; where not, what is asked of it is missing.',
    labels: [],
  },
  hma_content_jobs: {
    type: 'gauge',
    help: 'Jobs that are queued, to be tried again, under way, or dead.',
    labels: ['kind', 'state'],
  },
  hma_content_oldest_job_age_seconds: {
    type: 'gauge',
    help: 'Age of the oldest job that is not done; 0 where there is none.',
    labels: ['kind'],
  },
  hma_content_job_done_timestamp_seconds: {
    type: 'gauge',
    help: 'When the last job of a kind was done.',
    labels: ['kind'],
  },
  hma_content_job_waits: {
    type: 'gauge',
    help: 'Whether the last job of a kind that was done waits for a person.',
    labels: ['kind'],
  },
  hma_content_release_sequence: {
    type: 'gauge',
    help: 'Number of the live release.',
    labels: [],
  },
  hma_content_release_timestamp_seconds: {
    type: 'gauge',
    help: 'When the live release was made.',
    labels: [],
  },
  hma_content_quarantined_texts: {
    type: 'gauge',
    help: 'Items and translations whose newest version is not fit to be published.',
    labels: ['of'],
  },
  hma_content_pending_embeddings: {
    type: 'gauge',
    help: 'Live chunks that search finds by words only, since they have no vector yet.',
    labels: [],
  },
  hma_content_outdated_translations: {
    type: 'gauge',
    help: 'Translations whose source has changed since.',
    labels: ['language'],
  },
  hma_content_waiting_hook_messages: {
    type: 'gauge',
    help: 'Messages that a hook has yet to be told.',
    labels: ['hook'],
  },
} as const satisfies Readonly<Record<string, Metric>>

export type MetricName = keyof typeof metricTable

/** Upper bounds in seconds, from a short way's run to that of a first publish of a large repository. */
export const buckets: readonly number[] = [
  0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_000,
]
