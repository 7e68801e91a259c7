import type { IncomingHttpHeaders } from 'node:http';
import { isPlainObject } from '@mlc/kernel';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Answer } from '../core/exchange.js';
import type { DocumentedVersion, OpenApiDocument } from './documents.js';
import { AMENDMENTS, BODIES_THAT_ARE_LISTS, EXTRA_PARAMETERS, UNLISTED_STATUSES } from './known-bugs.js';
import { type Operation, operationsOf, type Parameter } from './operations.js';
import { SchemaReader } from './schema.js';

/** A request as it came in. */
export interface Asked {
  version: string | null;
  method: string;
  path: string;
  search: string;
  headers: IncomingHttpHeaders;
  body: { value: unknown; broken: boolean };
}

/** What a document forbids, and where. */
export interface Finding {
  pointer: string;
  message: string;
}

/** One version's document, its schemas compiled as they are needed. */
export class Book {
  readonly #version: DocumentedVersion;
  readonly #operations: Operation[];
  readonly #reader: SchemaReader;
  readonly #ajv: Ajv;
  readonly #compiled = new Map<unknown, ValidateFunction>();

  constructor(version: DocumentedVersion, document: OpenApiDocument) {
    this.#version = version;
    this.#operations = operationsOf(document);
    this.#reader = new SchemaReader(
      document,
      AMENDMENTS.filter((amendment) => amendment.versions.includes(version)),
    );
    this.#ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
    // ajv-formats is a CommonJS module whose default export is the function itself.
    addFormats.default(this.#ajv);
    for (const name of ['currency', 'postal-code', 'tel']) this.#ajv.addFormat(name, true);
    this.#ajv.addSchema({ $id: 'components', components: { schemas: this.#reader.components() } });
  }

  find(method: string, path: string): Operation | null {
    return this.#operations.find((operation) => operation.method === method && operation.pattern.test(path)) ?? null;
  }

  requestFindings(operation: Operation, asked: Asked): Finding[] {
    return [
      ...this.#pathFindings(operation, asked.path),
      ...this.#queryFindings(operation, asked.search),
      ...this.#headerFindings(operation, asked.headers),
      ...this.#bodyFindings(operation, asked.body),
    ];
  }

  answerFindings(operation: Operation, answer: Answer): Finding[] {
    const status = String(answer.status);
    if (!operation.answers.has(status)) {
      return UNLISTED_STATUSES.some((entry) => entry.status === answer.status)
        ? []
        : [{ pointer: 'status', message: `Status ${status} is not listed.` }];
    }
    const schema = operation.answers.get(status);
    const text = answer.body;
    const empty = text === '' || (Buffer.isBuffer(text) && text.length === 0);
    if (schema === null || schema === undefined) {
      return empty ? [] : [{ pointer: 'body', message: 'The answer is listed without a body.' }];
    }
    if (empty) return [{ pointer: 'body', message: 'The answer is listed with a body, and there is none.' }];
    const type = answer.headers?.['content-type'] ?? 'application/json';
    if (!/^application\/(problem\+)?json/.test(type)) {
      return [{ pointer: 'body', message: `The answer is ${type}, not JSON.` }];
    }
    const value: unknown = typeof text === 'string' || Buffer.isBuffer(text) ? parsed(text.toString()) : text;
    return value === undefined
      ? [{ pointer: 'body', message: 'The answer is no JSON.' }]
      : this.#check(schema, value, 'body');
  }

  #pathFindings(operation: Operation, path: string): Finding[] {
    const groups = operation.pattern.exec(path)?.groups ?? {};
    return operation.parameters
      .filter((parameter) => parameter.in === 'path')
      .flatMap((parameter) =>
        this.#check(
          parameter.schema,
          typed(parameter, decodeURIComponent(groups[parameter.name] ?? '')),
          `path/${parameter.name}`,
        ),
      );
  }

  /** Names are compared without regard to case, as ASP.NET does. */
  #queryFindings(operation: Operation, search: string): Finding[] {
    const listed = operation.parameters.filter((parameter) => parameter.in === 'query');
    const extra = EXTRA_PARAMETERS.filter(
      (entry) =>
        entry.versions.includes(this.#version) &&
        operation.template === `/${this.#version}${entry.path}` &&
        entry.method === operation.method,
    ).flatMap((entry) => entry.names.map((name) => name.toLowerCase()));
    const findings: Finding[] = [];
    const given = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(search)) {
      given.set(name.toLowerCase(), [...(given.get(name.toLowerCase()) ?? []), value]);
    }
    for (const [name, values] of given) {
      const parameter = listed.find((candidate) => candidate.name.toLowerCase() === name);
      if (parameter !== undefined) {
        for (const value of values) {
          findings.push(...this.#check(parameter.schema, typed(parameter, value), `query/${parameter.name}`));
        }
      } else if (!extra.includes(name)) {
        findings.push({
          pointer: `query/${name}`,
          message: 'The call has no such parameter; it is ignored in silence.',
        });
      }
    }
    for (const parameter of listed) {
      if (parameter.required && !given.has(parameter.name.toLowerCase())) {
        findings.push({ pointer: `query/${parameter.name}`, message: 'The parameter is required.' });
      }
    }
    return findings;
  }

  #headerFindings(operation: Operation, headers: IncomingHttpHeaders): Finding[] {
    return operation.parameters
      .filter((parameter) => parameter.in === 'header')
      .flatMap((parameter) => {
        const value = headers[parameter.name.toLowerCase()];
        const pointer = `header/${parameter.name}`;
        if (value === undefined) return parameter.required ? [{ pointer, message: 'The header is required.' }] : [];
        return this.#check(parameter.schema, typed(parameter, String(value)), pointer);
      });
  }

  #bodyFindings(operation: Operation, body: Asked['body']): Finding[] {
    if (body.broken) return [{ pointer: 'body', message: 'The body is no JSON.' }];
    if (operation.body === undefined) {
      return body.value === undefined ? [] : [{ pointer: 'body', message: 'The call takes no body.' }];
    }
    if (body.value === undefined) return [{ pointer: 'body', message: 'The call needs a body.' }];
    const listed = BODIES_THAT_ARE_LISTS.some(
      (entry) =>
        entry.versions.includes(this.#version) &&
        entry.method === operation.method &&
        operation.template === `/${this.#version}${entry.path}`,
    );
    if (!listed) return this.#check(operation.body, body.value, 'body');
    if (!Array.isArray(body.value)) return [{ pointer: 'body', message: 'The body must be a list.' }];
    return body.value.flatMap((item: unknown, index) => this.#check(operation.body, item, `body/${index}`));
  }

  #check(schema: unknown, value: unknown, pointer: string): Finding[] {
    let validate = this.#compiled.get(schema);
    if (validate === undefined) {
      const read = this.#reader.read(schema);
      validate = this.#ajv.compile(withComponents(read));
      this.#compiled.set(schema, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => ({
      pointer: `${pointer}${error.instancePath}`,
      message: `${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
    }));
  }
}

/** References of operations point into the one schema that holds all components. */
function withComponents(schema: unknown): Record<string, unknown> {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"components#/components/');
  const read: unknown = JSON.parse(text);
  return isPlainObject(read) ? read : {};
}

/** A parameter as the type that its schema wants, where the text can be read as one. */
function typed(parameter: Parameter, text: string): unknown {
  const { type } = parameter.schema;
  if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text))) {
    return Number(text);
  }
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return type === 'array' ? text.split(',') : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
