// Shorter ones are words that a log needs.
const shortest = 8

/** The secrets among environment variables: those that are called so, and passwords in addresses. */
export const secretsIn = (
  variables: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  const found = Object.entries(variables).flatMap(([name, value = '']) => {
    if (/(?:TOKEN|SECRETS?|PASSWORD|PASS|KEY|HEADERS)$/i.test(name)) return value.split(/\s+/)
    const address = value.includes('://') ? URL.parse(value) : null
    return address === null ? [] : [address.password, decoded(address.password)]
  })
  return [...new Set(found.filter((secret) => secret.length >= shortest))]
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Makes the function that takes secrets out of a line of JSON, users and passwords out of its addresses, and what they ask with. */
export const redactor = (secrets: readonly string[]): ((line: string) => string) => {
  const written = secrets.map((secret) => JSON.stringify(secret).slice(1, -1))
  return (line) =>
    written
      .reduce((text, secret) => text.replaceAll(secret, '[hidden]'), line)
      .replaceAll(/(\w:\/\/)[^\s/@"]*@/g, '$1')
      .replaceAll(/(https?:\/\/[^\s?"]*)\?[^\s"'`)]*/g, '$1?…')
}
