// Written by `npm run types` from the schemas; change those instead.

/** `authors.yaml`: the people who write, review and translate, and the addresses they commit with. */
export type AuthorsFile = {
  /** Everyone whom front matter or a commit may name. */
  readonly authors: readonly {
    /** UUID of the person in the academy’s user database. */
    readonly id: string
    /** What `author:` and `reviewer:` in front matter say. */
    readonly key: string
    /** Name as it is shown. */
    readonly name: string
    /** Every address the person commits with. */
    readonly emails: readonly string[]
    /** Login name on GitHub. */
    readonly github?: string
    /** User name on GitLab. */
    readonly gitlab?: string
  }[]
}
