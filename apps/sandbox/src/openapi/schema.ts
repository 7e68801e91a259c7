import { isPlainObject } from '@mlc/kernel';
import { at, type OpenApiDocument } from './documents.js';

type Schema = Record<string, unknown>;

const PREFIX = '#/components/schemas/';

/** Null is fine, too; said inside the schema where that is possible, so that errors stay where they belong. */
function orNull(schema: unknown): unknown {
  if (isPlainObject(schema) && typeof schema['type'] === 'string') {
    const { enum: allowed } = schema;
    const more = Array.isArray(allowed) ? { enum: [...allowed, null] } : {};
    return { ...schema, type: [schema['type'], 'null'], ...more };
  }
  return { anyOf: [schema, { type: 'null' }] };
}

/** How a named schema is read; see known-bugs.ts for the reasons. */
export interface Amendment {
  schema: string;
  /** Members that may be null although the document does not say so. */
  nullable?: readonly string[];
  /** Members that are listed as required although they are not (or do not exist). */
  notRequired?: readonly string[];
  /** Members that exist although the document does not list them, with their schema. */
  members?: Record<string, Schema>;
}

/**
 * ShipBob's OpenAPI 3.0 schemas as JSON Schema. Systematic traits of the generator are translated, not excused:
 * - `additionalProperties: false` stands on everything, strings included. It closes objects that list members - those of
 *   `allOf` with their base's members - and means nothing elsewhere.
 * - `oneOf` lists a class and its subclasses, which overlap; one of them must fit.
 * - `type: string, format: int32` is a number written as text.
 */
export class SchemaReader {
  readonly #document: OpenApiDocument;
  readonly #amendments: Map<string, Amendment>;

  constructor(document: OpenApiDocument, amendments: readonly Amendment[]) {
    this.#document = document;
    this.#amendments = new Map(amendments.map((amendment) => [amendment.schema, amendment]));
  }

  /** All named schemas, translated, for `$ref`s to find. */
  components(): Schema {
    const schemas = at(this.#document, 'components', 'schemas');
    return Object.fromEntries(
      Object.entries(isPlainObject(schemas) ? schemas : {}).map(([name, schema]) => [name, this.#named(name, schema)]),
    );
  }

  /** A schema of an operation. */
  read(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((entry) => this.read(entry));
    if (!isPlainObject(schema)) return schema;
    if (typeof schema['$ref'] === 'string') return { $ref: schema['$ref'] };
    const plain = this.#plain(schema);
    return schema['nullable'] === true ? orNull(plain) : plain;
  }

  #named(name: string, schema: unknown): unknown {
    const read = this.read(schema);
    const amendment = this.#amendments.get(name);
    if (amendment === undefined || !isPlainObject(read)) return read;
    const properties = isPlainObject(read['properties']) ? { ...read['properties'] } : {};
    for (const member of amendment.nullable ?? []) {
      if (!(member in properties)) throw new Error(`known-bugs: ${name} has no member ${member}`);
      properties[member] = orNull(properties[member]);
    }
    Object.assign(properties, amendment.members ?? {});
    const required = Array.isArray(read['required']) ? read['required'] : [];
    return {
      ...read,
      properties,
      required: required.filter((member) => !amendment.notRequired?.includes(String(member))),
    };
  }

  #plain(schema: Schema): Schema {
    if (Array.isArray(schema['allOf'])) return this.#flat(schema, schema['allOf']);
    const out: Schema = {};
    for (const key of [
      'type',
      'enum',
      'pattern',
      'minLength',
      'maxLength',
      'minItems',
      'minimum',
      'maximum',
      'required',
    ]) {
      if (schema[key] !== undefined) out[key] = schema[key];
    }
    const { format, type, properties, items, oneOf, additionalProperties } = schema;
    if (typeof format === 'string' && format !== '') {
      if (type !== 'string' || !/^int(32|64)$/.test(format)) out['format'] = format;
      else if (schema['enum'] === undefined) out['pattern'] = '^-?\\d+$';
    }
    // A minimum length on a list is a misprint for the number of its items.
    if (type === 'array') {
      if (out['minLength'] !== undefined) out['minItems'] = out['minLength'];
      delete out['minLength'];
      if (items !== undefined) out['items'] = this.read(items);
    }
    if (Array.isArray(oneOf)) out['anyOf'] = oneOf.map((entry) => this.read(entry));
    if (isPlainObject(properties)) {
      out['properties'] = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, this.read(value)]));
      if (additionalProperties === false) out['additionalProperties'] = false;
    }
    if (isPlainObject(additionalProperties)) out['additionalProperties'] = this.read(additionalProperties);
    return out;
  }

  /** `allOf` of a base and own members as one object, so that it can be closed. */
  #flat(schema: Schema, parts: unknown[]): Schema {
    const own = this.#plain({ ...schema, allOf: undefined });
    const read = parts.map((part) => this.#resolved(part));
    const merged = [...read, own];
    const extra = merged.map((part) => part['additionalProperties']).find(isPlainObject);
    return {
      type: 'object',
      properties: Object.assign({}, ...merged.map((part) => part['properties'] ?? {})),
      required: merged.flatMap((part) => (Array.isArray(part['required']) ? part['required'] : [])),
      additionalProperties: extra ?? false,
    };
  }

  #resolved(part: unknown): Schema {
    const reference = at(part, '$ref');
    if (typeof reference === 'string' && reference.startsWith(PREFIX)) {
      const name = reference.slice(PREFIX.length);
      const named = this.#named(name, at(this.#document, 'components', 'schemas', name));
      if (isPlainObject(named)) return named;
    }
    const read = this.read(part);
    return isPlainObject(read) ? read : {};
  }
}
