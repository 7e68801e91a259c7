import { XMLParser } from 'fast-xml-parser';
import { type Py, PyFloat } from '../engine/cells.js';

/** A node as the parser gives it in document order. */
type Node = Record<string, unknown>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
});

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const children = (node: Node, tag: string): Node[] => {
  const list = node[tag];
  return Array.isArray(list) ? list.filter(isNode) : [];
};

const named = (nodes: readonly Node[], tag: string): Node[] => nodes.filter((node) => tag in node);

/** The nodes inside the first `tag` among `nodes`. */
const inside = (nodes: readonly Node[], tag: string): Node[] => {
  const node = named(nodes, tag)[0];
  return node === undefined ? [] : children(node, tag);
};

const textOf = (nodes: readonly Node[]): string =>
  nodes.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join('');

function decode(value: Node): unknown {
  const nodes = children(value, 'value');
  const typed = nodes.find((node) => !('#text' in node));
  if (typed === undefined) return textOf(nodes);
  const tag = Object.keys(typed)[0] ?? '';
  const inner = children(typed, tag);
  switch (tag) {
    case 'int':
    case 'i4':
    case 'double':
      return Number(textOf(inner));
    case 'boolean':
      return textOf(inner).trim() === '1';
    case 'nil':
      return null;
    case 'array':
      return named(inside(inner, 'data'), 'value').map(decode);
    case 'struct':
      return Object.fromEntries(
        named(inner, 'member').map((member) => {
          const parts = children(member, 'member');
          const item = named(parts, 'value')[0];
          return [textOf(inside(parts, 'name')), item === undefined ? null : decode(item)];
        }),
      );
    default:
      return textOf(inner);
  }
}

/** Method and parameters of an XML-RPC request, or null when it is none. */
export function decodeCall(xml: string): { method: string; params: unknown[] } | null {
  let document: unknown;
  try {
    document = parser.parse(xml);
  } catch {
    return null;
  }
  if (!Array.isArray(document)) return null;
  const call = inside(document.filter(isNode), 'methodCall');
  const method = textOf(inside(call, 'methodName')).trim();
  if (method === '') return null;
  const params = named(inside(call, 'params'), 'param').map((param) => named(children(param, 'param'), 'value')[0]);
  return { method, params: params.map((value) => (value === undefined ? null : decode(value))) };
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Thrown for None, which Odoo's server cannot send. */
export class NoneResult extends Error {}

function encode(value: Py): string {
  if (value === null) throw new NoneResult();
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (value instanceof PyFloat) return `<value><double>${pyFloat(value.value)}</double></value>`;
  if (typeof value === 'number') return `<value><int>${value}</int></value>`;
  if (typeof value === 'string') return `<value><string>${escapeText(value)}</string></value>`;
  if (Array.isArray(value)) return `<value><array><data>\n${value.map(encode).join('\n')}\n</data></array></value>`;
  const members = Object.entries(value).map(
    ([name, item]) => `<member>\n<name>${escapeText(name)}</name>\n${encode(item)}\n</member>`,
  );
  return `<value><struct>\n${members.join('\n')}\n</struct></value>`;
}

const pyFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** The response document; throws NoneResult when the value holds None anywhere. */
export const encodeResult = (value: Py): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${encode(value)}\n</param>\n</params>\n</methodResponse>\n`;

export const encodeFault = (code: number, text: string): string =>
  `<?xml version='1.0'?>\n<methodResponse>\n<fault>\n${encode({ faultCode: code, faultString: text })}\n</fault>\n</methodResponse>\n`;
