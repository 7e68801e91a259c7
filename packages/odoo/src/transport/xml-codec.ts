import type { Json, JsonObject } from '@mlc/kernel';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

/** XML-RPC values, both ways. Nil as an argument is accepted by Odoo; as a result it is a fault (see the transport). */
export function methodCallXml(methodName: string, params: Json[]): string {
  const values = params.map((param) => `<param>${valueXml(param)}</param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${escaped(methodName)}</methodName><params>${values}</params></methodCall>`;
}

function valueXml(value: Json): string {
  if (value === null) return '<value><nil/></value>';
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (typeof value === 'number') return `<value>${numberXml(value)}</value>`;
  if (typeof value === 'string') return `<value><string>${escaped(value)}</string></value>`;
  if (Array.isArray(value)) return `<value><array><data>${value.map(valueXml).join('')}</data></array></value>`;
  const members = Object.entries(value).map(
    ([name, member]) => `<member><name>${escaped(name)}</name>${valueXml(member)}</member>`,
  );
  return `<value><struct>${members.join('')}</struct></value>`;
}

const INT32 = 2 ** 31;
const numberXml = (value: number): string =>
  Number.isInteger(value) && value >= -INT32 && value < INT32 ? `<int>${value}</int>` : `<double>${value}</double>`;

/** XML 1.0 cannot carry control characters at all; Odoo strips them too. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');

export type MethodResponse = { kind: 'value'; value: Json } | { kind: 'fault'; code: number; text: string };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  ignoreDeclaration: true,
});

/** A node of the parser's ordered form: one key is the tag, its value the children; text is under `#text`. */
interface XmlNode {
  tag: string;
  text: string;
  children: XmlNode[];
}

/** Decodes a methodResponse; null when the text is none. */
export function parseMethodResponse(xml: string): MethodResponse | null {
  let roots: XmlNode[];
  try {
    roots = nodesOf(parser.parse(xml));
  } catch {
    return null;
  }
  const response = roots.find((node) => node.tag === 'methodResponse');
  const fault = child(response, 'fault');
  if (fault) return faultOf(decodeValue(child(fault, 'value')));
  const value = child(child(child(response, 'params'), 'param'), 'value');
  return value ? { kind: 'value', value: decodeValue(value) } : null;
}

const faultSchema = z.object({ faultCode: z.union([z.number(), z.string()]), faultString: z.string() });

function faultOf(value: Json): MethodResponse | null {
  const parsed = faultSchema.safeParse(value);
  if (!parsed.success) return null;
  const { faultCode, faultString } = parsed.data;
  return { kind: 'fault', code: typeof faultCode === 'number' ? faultCode : 1, text: faultString };
}

function nodesOf(ordered: unknown): XmlNode[] {
  if (!Array.isArray(ordered)) return [];
  return ordered.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    return Object.entries(entry)
      .filter(([tag]) => tag !== ':@')
      .map(([tag, inner]): XmlNode => {
        if (tag === '#text') return { tag, text: String(inner), children: [] };
        const children = nodesOf(inner);
        return { tag, children, text: children.map((node) => node.text).join('') };
      });
  });
}

const elements = (node: XmlNode): XmlNode[] => node.children.filter((inner) => inner.tag !== '#text');
const child = (node: XmlNode | undefined, tag: string): XmlNode | undefined =>
  node?.children.find((inner) => inner.tag === tag);

function decodeValue(value: XmlNode | undefined): Json {
  if (!value) return null;
  const typed = elements(value)[0];
  if (!typed) return value.text;
  switch (typed.tag) {
    case 'nil':
      return null;
    case 'boolean':
      return typed.text.trim() === '1';
    case 'int':
    case 'i4':
    case 'i8':
    case 'double':
      return Number(typed.text);
    case 'array':
      return (child(typed, 'data')?.children ?? []).filter((node) => node.tag === 'value').map(decodeValue);
    case 'struct':
      return Object.fromEntries(
        typed.children
          .filter((node) => node.tag === 'member')
          .map((member) => [child(member, 'name')?.text ?? '', decodeValue(child(member, 'value'))]),
      ) satisfies JsonObject;
    case 'dateTime.iso8601':
      return stampOf(typed.text.trim());
    default:
      return typed.text;
  }
}

/** `20261123T02:42:45` in the form that every other Odoo answer uses. */
const stampOf = (text: string): string => text.replace(/^(\d{4})(\d\d)(\d\d)T/, '$1-$2-$3 ');
