const word = /[\p{L}\p{M}]+/gu
const latin = /\p{Script=Latin}/u
// The scripts with letters that nobody can tell from Latin ones by sight (Unicode UTS #39, confusables.txt).
const alike = /[\p{Script=Cyrillic}\p{Script=Greek}]/u

/** Whether a word in a name has Latin letters beside Cyrillic or Greek ones: it may pass for another name. */
export const mixesScripts = (name: string): boolean =>
  name.match(word)?.some((letters) => latin.test(letters) && alike.test(letters)) ?? false
