/** A question as a learner types it, and the slug of the one lesson that answers it best. */
export type Question = { readonly question: string; readonly slug: string }

/** For the English part of the cloud native glossary; written from the lessons alone, before any of them was searchable. */
export const glossaryQuestions: readonly Question[] = [
  {
    question: 'How can I try a new release on a small share of users before everyone gets it?',
    slug: 'canary-deployment',
  },
  {
    question: 'break things in production on purpose to see whether we survive',
    slug: 'chaos-engineering',
  },
  {
    question: 'What do you call it when running the same command twice changes nothing more?',
    slug: 'idempotence',
  },
  { question: 'add more RAM and CPU to one server', slug: 'vertical-scaling' },
  {
    question: 'Who restarts my containers when they crash, and decides where they run?',
    slug: 'container-orchestration',
  },
  {
    question: 'several customers sharing one installation without seeing each other’s data',
    slug: 'multitenancy',
  },
  {
    question: 'Why should we find bugs and security holes earlier in the development process?',
    slug: 'shift-left',
  },
  {
    question: 'My microservices keep getting new addresses. How do they find each other?',
    slug: 'service-discovery',
  },
  { question: 'process sensor data close to where it is produced', slug: 'edge-computing' },
  {
    question: 'Is it still fine to start with one big program instead of microservices?',
    slug: 'monolithic-apps',
  },
]

/** For the lessons on version control with Git; written from the lessons alone, before any of them was searchable. */
export const gitNoviceQuestions: readonly Question[] = [
  {
    question: 'Why bother with version control instead of keeping paper_final_v3.doc?',
    slug: '01-basics',
  },
  { question: 'tell git my name and email', slug: '02-setup' },
  {
    question: 'I ran git init inside a folder that already was a repository. Is that a problem?',
    slug: '03-create',
  },
  {
    question: 'What is the difference between git add and git commit?',
    slug: '04-changes',
  },
  {
    question: 'I broke my script today and want yesterday’s version of the file back',
    slug: '05-history',
  },
  { question: 'keep log files and big data out of the repository', slug: '06-ignore' },
  {
    question: 'How do I create an SSH key so that I can upload my work to GitHub?',
    slug: '07-github',
  },
  {
    question: 'A colleague and I both edited the same line and now git refuses my push',
    slug: '09-conflict',
  },
  {
    question: 'Does somebody who reuses my GPL code have to publish theirs too?',
    slug: '11-licensing',
  },
  { question: 'commit and push without leaving RStudio', slug: '14-supplemental-rstudio' },
]
