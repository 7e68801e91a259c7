import type { Answer } from '../core/exchange.js';
import { type Asked, Book, type Finding } from './book.js';
import { DOCUMENTED, type DocumentedVersion, type OpenApiDocument } from './documents.js';
import { KNOWN_BUGS, UNLISTED_CALLS } from './known-bugs.js';
import type { Operation } from './operations.js';

/** Something that ShipBob's document does not allow. */
export interface Violation {
  seq: number;
  version: DocumentedVersion;
  /** Who broke it: the caller with a request, or the sandbox with an answer. */
  side: 'client' | 'sandbox';
  /** e.g. `POST /2026-01/receiving`. */
  call: string;
  /** Of the answer; null while a request is held against the document. */
  status: number | null;
  /** Where: `body/boxes/0/quantity`, `query/Page`, `header/shipbob_channel_id`, `path`, `status`. */
  pointer: string;
  message: string;
  /** The sandbox answered the call with an error: a broken request that was refused is no fault of the sandbox. */
  refused: boolean;
  /** Id of the known bug of the document that explains it; null = a true violation. */
  knownBug: string | null;
}

/** A request that was looked at; its answer belongs to it. */
export interface Judged {
  version: DocumentedVersion;
  operation: Operation | null;
  call: string;
  found: Finding[];
}

/** Holds every request and every answer of the documented versions against ShipBob's own OpenAPI documents. */
export class OpenApiJudge {
  readonly #books = new Map<DocumentedVersion, Book>();
  #violations: Violation[] = [];
  #lastSeq = 0;
  #calls = 0;

  constructor(documents: Map<DocumentedVersion, OpenApiDocument>) {
    for (const [version, document] of documents) this.#books.set(version, new Book(version, document));
  }

  /** Looks at a request; null for versions without a document. */
  request(asked: Asked): Judged | null {
    const version = DOCUMENTED.find((candidate) => candidate === asked.version);
    const book = version === undefined ? undefined : this.#books.get(version);
    if (version === undefined || book === undefined) return null;
    this.#calls += 1;
    const operation = book.find(asked.method, asked.path);
    if (operation === null) return { version, operation, call: `${asked.method} ${asked.path}`, found: [] };
    const call = `${asked.method} ${operation.template}`;
    return { version, operation, call, found: book.requestFindings(operation, asked) };
  }

  /** Looks at the answer that the sandbox is about to give, before any fault touches it. */
  answer(request: Judged, answer: Answer): void {
    const { version, call, operation, found } = request;
    const book = this.#books.get(version);
    if (book === undefined) return;
    const refused = answer.status >= 400;
    if (operation === null) {
      this.#unlisted(request, answer);
      return;
    }
    for (const { pointer, message } of found) {
      this.#note({ version, side: 'client', call, status: null, pointer, message, refused });
    }
    for (const { pointer, message } of book.answerFindings(operation, answer)) {
      this.#note({ version, side: 'sandbox', call, status: answer.status, pointer, message, refused });
    }
  }

  /** What was seen: true violations, unless `all`. */
  violations(filter: { sinceSeq?: number; all?: boolean } = {}): Violation[] {
    return this.#violations.filter(
      (violation) => violation.seq > (filter.sinceSeq ?? 0) && (filter.all === true || violation.knownBug === null),
    );
  }

  /** Calls looked at; a judge that saw nothing proves nothing. */
  get calls(): number {
    return this.#calls;
  }

  get versions(): DocumentedVersion[] {
    return [...this.#books.keys()];
  }

  clear(): void {
    this.#violations = [];
    this.#calls = 0;
  }

  /** A call that the document does not list: the caller's fault when it is refused, the sandbox's when it is answered. */
  #unlisted({ version, call }: Judged, answer: Answer): void {
    const known = UNLISTED_CALLS.find((entry) => entry.versions.includes(version) && entry.call.test(call));
    if (known !== undefined) return;
    const side = answer.status < 400 ? 'sandbox' : 'client';
    const message = 'The version has no such call.';
    this.#note({ version, side, call, status: answer.status, pointer: 'path', message, refused: answer.status >= 400 });
  }

  #note(given: Omit<Violation, 'seq' | 'knownBug'>): void {
    this.#lastSeq += 1;
    const bug = KNOWN_BUGS.find(
      (candidate) =>
        candidate.side === given.side &&
        candidate.versions.includes(given.version) &&
        `${candidate.method} /${given.version}${candidate.path}` === given.call &&
        (candidate.status === undefined || candidate.status === given.status) &&
        candidate.pointer.test(given.pointer) &&
        candidate.message.test(given.message),
    );
    this.#violations.push({ seq: this.#lastSeq, ...given, knownBug: bug?.id ?? null });
  }
}
