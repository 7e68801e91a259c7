/**
 * Texts for people are not mutated: causes, suggestions, reasons, titles. What holds a blank is such a text; codes, states,
 * operations and keys have none and are mutated. So
 * is a template that decides or computes something inside; a list of such texts is a text.
 */
const JUDGING = new Set([
  'ArrowFunctionExpression',
  'BinaryExpression',
  'ConditionalExpression',
  'LogicalExpression',
  'UnaryExpression',
]);

const judges = (node) =>
  typeof node === 'object' &&
  node !== null &&
  (JUDGING.has(node.type) ||
    Object.entries(node).some(([key, child]) =>
      key === 'loc' || key === 'extra' ? false : Array.isArray(child) ? child.some(judges) : judges(child),
    ));

const isText = (node, parent) => {
  if (node.type === 'StringLiteral') return /\s/.test(node.value) && parent?.type !== 'BinaryExpression';
  if (node.type === 'ArrayExpression')
    return node.elements.length > 0 && node.elements.every((one) => isText(one ?? {}));
  if (node.type !== 'TemplateLiteral') return false;
  return node.quasis.some(({ value }) => /\s/.test(value.raw)) && !node.expressions.some(judges);
};

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'texts',
    value: { shouldIgnore: ({ node, parent }) => (isText(node, parent) ? 'a text for people' : undefined) },
  },
];
