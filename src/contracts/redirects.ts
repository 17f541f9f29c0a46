// Written by `npm run types` from the schemas; change those instead.

/** `redirects.yaml`: former addresses, and where each leads now. It stands in the directory before the first named part of a collection’s pattern. */
export type RedirectsFile = { readonly [name: string]: string }
