import { fastTree } from '../../src/lesson/fast-tree.ts'
import { lessonNodes } from '../../src/lesson/lesson-nodes.ts'
import { linksOf } from '../../src/lesson/links.ts'
import { nodeFindings } from '../../src/lesson/node-findings.ts'
import { normalTree } from '../../src/lesson/normal-tree.ts'
import { outlineOf } from '../../src/lesson/outline.ts'
import { understood } from '../../src/lesson/parse-markdown.ts'
import { referenceTree } from '../../src/lesson/reference-tree.ts'
import { lessonHtml } from '../../src/publish/lesson-html.ts'

/** All that the tool takes from a body, as each parser has it; `fast` is null where only the reference is asked. */
export const readByBoth = (
  body: string,
): { readonly fast: unknown; readonly reference: unknown } => {
  const fast = fastTree(body)
  return {
    fast: fast === null ? null : viewOf(understood(fast.tree, body, fast.source)),
    reference: viewOf(understood(referenceTree(body), body)),
  }
}

const viewOf = ({ tree, findings }: ReturnType<typeof understood>): unknown => {
  const nodes = lessonNodes(tree)
  return {
    normal: normalTree(tree),
    outline: outlineOf(tree),
    // remark has no position for an address that it finds late; sätteri has.
    links: linksOf(nodes).map(({ kind, url }) => [kind, url]),
    findings: [...findings, ...nodeFindings(nodes)],
    html: lessonHtml(tree, { resolveLink: () => null, resolveMedia: () => null }).html,
  }
}
