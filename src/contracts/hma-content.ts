// Written by `npm run types` from the schemas; change those instead.

/** Configuration of hma-content: which files are lessons, how they are understood, and where they are published. Data only. */
export type ConfigFile = {
  /** Version of this file’s format. */
  readonly version: 1
  /** The Git history that is published. */
  readonly source?: {
    /** Branch whose head is published. */
    readonly branch?: string
    /** BCP 47 code of the language the lessons are written in. */
    readonly language?: string
    /** BCP 47 codes of all languages that are published, the source’s included; the source’s alone by default. */
    readonly languages?: readonly string[]
    /** `full` records a version for every commit that changed a lesson; `head` begins with the newest commit. */
    readonly history?: 'full' | 'head'
    /** What to do when the branch no longer contains the released commit: wait for `confirm`, or `allow` it. */
    readonly forced?: 'confirm' | 'allow'
    /** Where the service fetches the repository from; other commands read the clone they are started in. */
    readonly remote?: {
      /** Address of the repository: `https://`, `ssh://` or `git@host:path`; `http` only for one on this machine. No password stands in it. */
      readonly url: string
      /** Number that GitHub or GitLab has given the repository. Deliveries of webhooks that name another one are ignored. */
      readonly id?: number
      /** How large the mirror may grow, in MB. */
      readonly megabytes?: number
    }
    /** Where media in Git LFS come from. A `.lfsconfig` in the repository is never obeyed. */
    readonly lfs?: {
      /** Address of the Git LFS server; `https` only, but for one on this machine. By default the address of `origin` with `.git/info/lfs`. */
      readonly url?: string
      /** Hosts besides the server’s own from which files are fetched where it says so. */
      readonly hosts?: readonly string[]
      /** The largest files that are fetched, in MB (1,000,000 bytes). */
      readonly limits?: {
        /** Largest picture in MB; it is decoded in memory. */
        readonly images?: number
        /** Largest film in MB. */
        readonly videos?: number
        /** Largest recording in MB. */
        readonly audio?: number
        /** Largest document in MB. */
        readonly documents?: number
      }
    }
  }
  /** Which files are items of which type. */
  readonly collections: readonly {
    /** What the files are. */
    readonly type: 'lesson' | 'article' | 'video' | 'audio' | 'document' | 'interactive'
    /** Name of the collection; its type by default. Collections of one type need names of their own. */
    readonly name?: string
    /** Pattern of the files’ paths from the repository’s root. `{slug}` is one part of a path, `{slug...}` one or more; `{pillar}`, `{course}` and `{language}` are known as well. */
    readonly files: string
    /** Pattern of the translations’ paths, with `{language}`. */
    readonly translations?: string
    /** Path of the JSON Schema for the front matter, from the repository’s root. Without one, only a few fields are read and nothing is required. */
    readonly schema?: string
    /** The repository’s own front matter key for each of our fields, where it is not the same. */
    readonly fields?: {
      /** Key that holds the identity across renames, a UUID. */
      readonly id?: string
      /** Key that holds the last part of the address. */
      readonly slug?: string
      /** Key that holds the title. */
      readonly title?: string
      /** Key that holds the description. */
      readonly description?: string
      /** Key that holds the editorial status. */
      readonly status?: string
      /** Key that holds the mark of a draft. */
      readonly draft?: string
      /** Key that holds the tags. */
      readonly tags?: string
      /** Key that holds the author. */
      readonly author?: string
      /** Key that holds the reviewer. */
      readonly reviewer?: string
      /** Key that holds the difficulty. */
      readonly difficulty?: string
      /** Key that holds the duration in minutes. */
      readonly duration?: string
      /** Key that holds the position among siblings. */
      readonly order?: string
      /** Key that holds the learning objectives. */
      readonly objectives?: string
      /** Key that holds the lessons to read before. */
      readonly prerequisites?: string
      /** Key that holds the date of publication. */
      readonly publish_at?: string
      /** Key that holds the date of withdrawal. */
      readonly unpublish_at?: string
      /** Key that holds the Git blob id of a translation’s source. */
      readonly source_blob?: string
    }
    /** Pattern of an item’s address on the site, so that links written as addresses are understood. */
    readonly url?: string
    /** What findings of a rule count as in this collection, over the repository’s own `rules`. */
    readonly rules?: Rules
  }[]
  /** What findings of a rule count as in the whole repository; see docs/rules.md. */
  readonly rules?: Rules
  /** Path of the file that lists authors and reviewers. */
  readonly authors?: string
  /** What is asked of translations. */
  readonly translations?: {
    /** By language, how many percent of what is to be translated have to be current; `status --check` exits with 1 where fewer are. */
    readonly current?: { readonly [name: string]: number }
    /** Words of the source, and by language what they were agreed to be there: one of several. */
    readonly terms?: { readonly [name: string]: { readonly [name: string]: readonly string[] } }
  }
  /** Whose approvals a version needs before it is live. Without it, being on the branch is approval enough. */
  readonly review?: {
    /** Id of the commit up to which being on the branch was approval enough, itself included. */
    readonly since?: string
    /** Rules. A version has to meet every one that covers it. */
    readonly required: readonly {
      /** Whether it covers `items`, their `translations`, or `all`. */
      readonly texts?: 'items' | 'translations' | 'all'
      /** Name of the only collection it covers. */
      readonly collection?: string
      /** Slug of the only pillar it covers. */
      readonly pillar?: string
      /** BCP 47 code of the only language it covers. */
      readonly language?: string
      /** How many people have to approve. */
      readonly approvals?: number
      /** Whose approvals count, by key, GitHub name, address or id in the file of authors; anybody’s by default. */
      readonly by?: readonly string[]
    }[]
  }
  /** Sizes and formats that pictures are published in. */
  readonly media?: {
    /** Widths in pixels; a picture is never enlarged. */
    readonly widths?: readonly number[]
    /** Image formats, the preferred one first. */
    readonly formats?: readonly ('avif' | 'webp' | 'jpeg')[]
    /** Width of the thumbnail in pixels. */
    readonly thumbnail?: number
  }
  /** Who turns text into vectors: `openai` (needs `OPENAI_API_KEY`) or `offline`. By default `openai` where a key is set. */
  readonly embedder?: 'openai' | 'offline'
  /** Where each environment’s rows and objects go; `--env NAME` chooses one, `local` is the default. */
  readonly environments?: {
    readonly [name: string]: {
      /** `pglite` for the embedded one, a PostgreSQL address, or `${VARIABLE}`, so that no password stands in this file. */
      readonly database?: string
      /** Where objects are written: `file:` and a directory, `s3://` with a bucket’s name and perhaps a prefix, or `${VARIABLE}`. */
      readonly bucket?: string
      /** Address of another server than Amazon’s that speaks S3, or `${VARIABLE}`; no password stands in it. */
      readonly endpoint?: string
      /** Whether the bucket’s name stands in the path of addresses, as most servers but Amazon’s want it, and not before the host. */
      readonly pathStyle?: boolean
      /** Id, ARN or alias of the AWS KMS key that objects are encrypted with, or `${VARIABLE}`. */
      readonly kmsKey?: string
      /** Name of the user metadata in which objects say their cache tags; the distribution’s `CacheTagConfig` names it with `x-amz-meta-` before it. */
      readonly cacheTag?: string
      /** AWS region of the bucket, where `AWS_REGION` does not say it. */
      readonly region?: string
      /** Id of the CloudFront distribution that serves the bucket, or `${VARIABLE}`; it is told of each release. */
      readonly distribution?: string
      /** For how many days is kept what nothing refers to. */
      readonly retention?: {
        /** Days that deliveries of webhooks are kept; one that comes again later is taken for a new one. */
        readonly deliveries?: number
        /** Days that it is kept what became of jobs. */
        readonly runs?: number
      }
      /** Other services that are told what has happened, by name, each by signed requests. */
      readonly hooks?: {
        readonly [name: string]: {
          /** Where requests go, or `${VARIABLE}`: `https`, or `http` on this machine. */
          readonly url: string
          /** What requests are signed with, as `${VARIABLE}`: `whsec_` and at least 24 bytes in Base64. */
          readonly secret: string
          /** What it is told of; all unless given. */
          readonly events?: readonly (
            | 'release.published'
            | 'item.quarantined'
            | 'translation.outdated'
          )[]
        }
      }
    }
  }
}

/** What findings of these rules count as: `error` makes `validate` fail and, for a rule on one file, keeps the file from being published. Rules that are always an error are not listed. */
export type Rules = {
  /** An author whom the list of authors does not have. */
  readonly AUTHOR_UNKNOWN?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A directive of another dialect, such as `:::image`. */
  readonly DIV_DIRECTIVE?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A closing `:::` without an opening one. */
  readonly DIV_STRAY?: 'off' | 'suggestion' | 'warning' | 'error'
  /** An opening `:::` without a closing one. */
  readonly DIV_UNCLOSED?: 'off' | 'suggestion' | 'warning' | 'error'
  /** Minutes that are far from what reading the text takes. */
  readonly DURATION_FAR?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A text or media file that is marked as a program. */
  readonly FILE_EXECUTABLE?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A filter other than Git LFS, a task that runs by itself, or a Git repository among the files. */
  readonly FILE_SMUGGLED?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A value of the wrong kind in a collection without a schema. */
  readonly FM_TYPE?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A heading that skips a depth, or a second title. */
  readonly HEADING_ORDER?: 'off' | 'suggestion' | 'warning' | 'error'
  /** HTML in Markdown. */
  readonly HTML_RAW?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A lesson without an id. */
  readonly ID_MISSING?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A picture without an alternative text. */
  readonly IMAGE_ALT?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A media file of at most 10 MB in Git that `.gitattributes` puts into Git LFS. */
  readonly LFS_REQUIRED?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A link to a heading that is not there. */
  readonly LINK_ANCHOR?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A link to a draft from a lesson that is none. */
  readonly LINK_DRAFT?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A link to a file that is not there. */
  readonly LINK_MISSING?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A link to where a lesson lay before. */
  readonly LINK_MOVED?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A link to something one step above the repository. */
  readonly LINK_OUTSIDE?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A link that browsers cannot follow. */
  readonly LINK_SCHEME?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A picture or file that is not there. */
  readonly MEDIA_MISSING?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A media file that nothing refers to. */
  readonly MEDIA_UNUSED?: 'off' | 'suggestion' | 'warning' | 'error'
  /** Lessons that ask for one another first. */
  readonly PREREQUISITE_CYCLE?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A lesson to be read before that is not there. */
  readonly PREREQUISITE_MISSING?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A quiz with too few choices, or none that is wrong. */
  readonly QUIZ_CHOICES?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A line of a `redirects.yaml` that leads to no lesson. */
  readonly REDIRECT_TARGET?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A reviewer whom the list of authors does not have. */
  readonly REVIEWER_UNKNOWN?: 'off' | 'suggestion' | 'warning' | 'error'
  /** Invisible characters that turn the direction of writing, in running text. */
  readonly TEXT_BIDI?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A translation without its source. */
  readonly TRANSLATION_ORPHANED?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A term that a translation of the present text does not use as agreed. */
  readonly TRANSLATION_TERM?: 'off' | 'suggestion' | 'warning' | 'error'
  /** A translation of the present text that is built otherwise than its source. */
  readonly TRANSLATION_STRUCTURE?: 'off' | 'suggestion' | 'warning' | 'error'
}
