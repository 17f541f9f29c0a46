const plain = /^[A-Za-z_./][\w./-]*(?:\{[^{}]*\}[\w./-]*)*$/
const notText = /^(?:true|false|yes|no|on|off|null|y|n|~|\.inf|\.nan)$/i

/** A text as a scalar of YAML, in quotes where it could be read as something else. */
export const yamlText = (text: string): string =>
  plain.test(text) && !notText.test(text) ? text : JSON.stringify(text)
