import { describe, expect, it } from 'vitest';
import { parseRefusal, refusalText } from './refusal.js';

const parse = (status: number, body: unknown) =>
  parseRefusal(status, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

describe('error bodies', () => {
  it.each([
    [
      'field_map',
      { '': ['Cannot insert order with existing ReferenceId'] },
      [[null, 'Cannot insert order with existing ReferenceId']],
    ],
    ['field_map', { 'Boxes[0].TrackingNumber': ['required'] }, [['Boxes[0].TrackingNumber', 'required']]],
    [
      'errors_list',
      { errors: ['first', 'second'] },
      [
        [null, 'first'],
        [null, 'second'],
      ],
    ],
    [
      'problem',
      { type: 't', title: 'Not Found', status: 404, detail: 'The product was not found.' },
      [[null, 'The product was not found.']],
    ],
    ['problem', { type: 't', title: 'Bad Request', status: 400, detail: null }, [[null, 'Bad Request']]],
    [
      'validation_problem',
      { title: 'Invalid', status: 404, errors: { Id: ['no such id'] } },
      [
        ['Id', 'no such id'],
        [null, 'Invalid'],
      ],
    ],
    [
      'returns_error',
      { details: 'd', errors: ['e'], message: 'm', stackTrace: 'at X' },
      [
        [null, 'e'],
        [null, 'm'],
        [null, 'd'],
      ],
    ],
    ['code_message', { code: 'VALIDATION_ERROR', message: 'bad' }, [[null, 'bad']]],
    ['text', JSON.stringify('only a string'), [[null, 'only a string']]],
    ['text', 'plain words', [[null, 'plain words']]],
    [
      'object_result',
      { value: { Topics: ["Topic 'x' is not supported."] }, formatters: [], status_code: 422 },
      [['Topics', "Topic 'x' is not supported."]],
    ],
    ['object_result', { value: 'gone', formatters: [], status_code: 404 }, [[null, 'gone']]],
    ['gateway', { statusCode: 429, message: 'Rate limit is exceeded.' }, [[null, 'Rate limit is exceeded.']]],
    ['oauth', { error: 'invalid_grant' }, [[null, 'invalid_grant']]],
    [
      'html',
      '<html><head><title>524: A timeout occurred</title></head></html>',
      [[null, 'an HTML page "524: A timeout occurred"']],
    ],
    ['empty', '', []],
    ['unknown', { answer: 42 }, []],
  ])('of shape %s give up their messages: %j', (shape, body, messages) => {
    const refusal = parse(422, body);
    expect(refusal.shape).toBe(shape);
    expect(refusal.messages.map((message) => [message.field, message.text])).toEqual(messages);
  });

  it.each([
    'Cannot insert order with existing ReferenceId',
    'Cannot insert duplicate reference id: 889608212462',
    'Request could not be completed, PO reference already exists and must be a unique value',
    "A variant with SKU 'A' already exists.",
  ])('that say the key is taken are known as duplicates: %s', (text) => {
    expect(parse(422, { X: [text] }).duplicate).toBe(true);
  });

  it('that say something else are not duplicates', () => {
    expect(parse(422, { X: ['Arrival date must be in the future.'] }).duplicate).toBe(false);
  });

  it('keep the first 4 kB of the raw body and no secret', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const refusal = parse(400, { message: `bad ${secret}, Bearer abc.def`, code: 'X', pad: 'y'.repeat(9000) });
    expect(refusal.raw.length).toBeLessThanOrEqual(4096);
    expect(refusal.raw.length).toBeGreaterThan(3000);
    expect(JSON.stringify(refusal)).not.toMatch(/MfKQ9r8|abc\.def/);
    expect(refusalText(refusal)).toContain('[redacted]');
  });
});
