import type { FindingCatalogue } from '@mlc/kernel';

/** What the way out may find wrong, at whichever remote: rows of docs/doctor.md. */
export const DOOR_FINDINGS = {
  'egress.unreachable': {
    level: 'error',
    broken: 'Nobody answers at this host and port, or the name does not exist.',
    fix: 'Correct the address; check that the server runs and that this machine may connect to it.',
    source: 'Node.js: ECONNREFUSED, ENOTFOUND, ETIMEDOUT',
  },
  'egress.no_answer': {
    level: 'error',
    broken: 'The connection stands, and breaks before an answer is complete.',
    fix: 'Look at the server and at whatever stands before it (proxy, firewall).',
    source: 'observed on Odoo 16-19: a worker over its time limit is killed and drops the connection',
  },
  'egress.blocked': {
    level: 'error',
    broken: 'The address is private or without TLS, and the operator did not allow it.',
    fix: 'Use a public https address, or let the operator name host and port in EGRESS_ALLOW.',
    source: 'docs/security.md',
  },
  'egress.tls_untrusted': {
    level: 'error',
    broken: 'The certificate is self-signed, or of an authority this machine does not trust.',
    fix: "Use a certificate of a public authority with its whole chain, or put your own authority's into NODE_EXTRA_CA_CERTS.",
    source: 'Node.js: DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  'egress.tls_expired': {
    level: 'error',
    broken: 'The certificate has expired, or is not valid yet.',
    fix: 'Renew it; if it is valid, correct the clock of this machine.',
    source: 'Node.js: CERT_HAS_EXPIRED, CERT_NOT_YET_VALID',
  },
  'egress.tls_wrong_name': {
    level: 'error',
    broken: 'The certificate is for another name.',
    fix: 'Write the address by a name that the certificate holds.',
    source: 'Node.js: ERR_TLS_CERT_ALTNAME_INVALID',
  },
  'egress.tls': {
    level: 'error',
    broken: 'An https address whose server speaks no TLS.',
    fix: 'Correct scheme or port.',
    source: 'Node.js: EPROTO',
  },
} as const satisfies FindingCatalogue;
