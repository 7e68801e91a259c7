import { isPlainObject } from '@mlc/kernel';
import { at, type OpenApiDocument } from './documents.js';

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Record<string, unknown>;
}

/** One operation of a document. */
export interface Operation {
  method: string;
  /** With the version, e.g. `/2026-01/receiving/{id}`. */
  template: string;
  pattern: RegExp;
  parameters: Parameter[];
  /** Schema of the JSON body; undefined when there is none. */
  body: unknown;
  /** Status -> schema of the JSON answer, or null when there is no content. */
  answers: Map<string, unknown>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation, those with fewer parameters in their path first. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  const paths = at(document, 'paths');
  if (!isPlainObject(paths)) return [];
  return Object.entries(paths)
    .flatMap(([template, methods]) =>
      METHODS.flatMap((method) => {
        const given = at(methods, method);
        return given === undefined ? [] : [operationOf(method, template, given)];
      }),
    )
    .toSorted((a, b) => a.template.split('{').length - b.template.split('{').length);
}

function operationOf(method: string, template: string, given: unknown): Operation {
  const parameters = at(given, 'parameters');
  const responses = at(given, 'responses');
  return {
    method: method.toUpperCase(),
    template,
    pattern: new RegExp(`^${template.replace(/\{(\w+)\}/g, (_all, name: string) => `(?<${name}>[^/:]+)`)}$`, 'i'),
    parameters: (Array.isArray(parameters) ? parameters : []).map((parameter: unknown) => {
      const schema = at(parameter, 'schema');
      return {
        name: String(at(parameter, 'name')),
        in: String(at(parameter, 'in')),
        required: at(parameter, 'required') === true,
        schema: isPlainObject(schema) ? schema : {},
      };
    }),
    body: at(given, 'requestBody', 'content', 'application/json', 'schema'),
    answers: new Map(
      Object.entries(isPlainObject(responses) ? responses : {}).map(([status, answer]) => [
        status,
        at(answer, 'content', 'application/json', 'schema') ?? null,
      ]),
    ),
  };
}
