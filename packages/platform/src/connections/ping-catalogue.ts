import { DOOR_FINDINGS } from '@mlc/egress';
import { type FindingCatalogue, Findings } from '@mlc/kernel';
import { ODOO_FINDINGS } from '@mlc/odoo';
import { SHIPBOB_FINDINGS } from '@mlc/shipbob';

/** What is neither Odoo's nor ShipBob's: the connection itself and the way in. */
const CONNECTION_FINDINGS = {
  'connection.paused': {
    level: 'warning',
    broken: 'A person has paused the connection: nothing is polled or written.',
    fix: 'mlc connection resume',
    source: 'docs/operating.md',
  },
  'connection.needs_attention': {
    level: 'error',
    broken: 'The connection stopped itself at a fault that only a person can mend.',
    fix: 'Mend what the other findings name, then: mlc connection resume',
    source: 'docs/operating.md',
  },
  'connection.no_centres': {
    level: 'warning',
    broken: 'No fulfilment centre is mapped to a warehouse: no purchase order, receipt or stock can be synced.',
    fix: 'Name the centre and its Odoo warehouse in settings.centres.',
    source: 'docs/operating.md',
  },
  'webhooks.not_public': {
    level: 'warning',
    broken: 'Webhooks are to come to an address without https, or to a private one: ShipBob delivers to https only.',
    fix: 'Give webhooks.public_url an https address that is reached from outside, and apply the connection again.',
    source: 'ShipBob docs: webhooks, https only',
  },
  'webhooks.unreachable': {
    level: 'warning',
    broken: 'Our own ingress does not answer at its public address.',
    fix: 'Check DNS, firewall and the proxy before the ingress; from inside some networks the address cannot be tried.',
    source: 'ShipBob docs: webhooks, after 5 days of failures a subscription is switched off',
  },
} as const satisfies FindingCatalogue;

/** The doctor's whole knowledge: docs/doctor.md is made of it. */
export const DOCTOR = { ...DOOR_FINDINGS, ...ODOO_FINDINGS, ...SHIPBOB_FINDINGS, ...CONNECTION_FINDINGS } as const;

export const found = new Findings(CONNECTION_FINDINGS);
