import { allGroups } from '../engine/access.js';
import type { Cell } from '../engine/cells.js';
import { computed, type FieldDef, f, related } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { chatterMethod } from '../methods/chatter.js';
import { externalIdMethods } from '../methods/load.js';

export const active = (): FieldDef => f.boolean('Active', { default: true });
export const company = (required: boolean, readonly = false): FieldDef =>
  f.many2one('res.company', 'Company', {
    required,
    readonly,
    ...(required ? { default: (env): Cell => env.companyId } : {}),
  });
export const currency = (options: { required?: boolean; readonly?: boolean; store?: boolean } = {}): FieldDef =>
  f.many2one('res.currency', 'Currency', {
    ...options,
    compute: (rec): Cell => rec.ref('company_id')?.ref('currency_id')?.id ?? 1,
  });

const users = (version: Version): ModelInput => ({
  name: 'res.users',
  description: 'User',
  order: 'name, login',
  fields: {
    name: related('partner_id.name', f.char('Name')),
    login: f.char('Login', { required: true }),
    email: related('partner_id.email', f.char('Email')),
    active: active(),
    partner_id: f.many2one('res.partner', 'Related Partner', { required: true }),
    company_id: f.many2one('res.company', 'Company', { required: true, default: 1 }),
    company_ids: f.many2many('res.company', 'Companies'),
    lang: related('partner_id.lang', f.selection([['en_US', 'English (US)']], 'Language')),
    share: f.boolean('Share User', { readonly: true }),
    [version === '19' ? 'group_ids' : 'groups_id']: f.many2many('res.groups', 'Groups'),
  },
  methods: {
    // A method of the model up to 17, of a user from 18 on.
    has_group: {
      on: version === '19' ? 'records' : 'model',
      params: ['group_ext_id'],
      kind: 'read',
      run: ({ env, args }) => env.account.admin || allGroups(env.account).has(String(args['group_ext_id'])),
    },
    context_get: {
      on: 'model',
      params: [],
      kind: 'read',
      run: ({ env }) => ({
        lang: env.root().rec('res.users', env.account.uid).str('lang') || 'en_US',
        tz: false,
        uid: env.account.uid,
      }),
    },
  },
});

const partnerName = (rec: Rec): string => {
  const parent = rec.ref('parent_id');
  return parent === null ? rec.str('name') : `${parent.displayName}, ${rec.str('name')}`;
};

/** The company a contact belongs to: itself when it is one, or belongs to nobody. */
function commercialPartner(rec: Rec): Rec {
  const parent = rec.bool('is_company') ? null : rec.ref('parent_id');
  return parent === null ? rec : commercialPartner(parent);
}

const partner = (version: Version): ModelInput => ({
  name: 'res.partner',
  description: 'Contact',
  order: 'complete_name asc, id desc',
  parent: 'parent_id',
  displayName: partnerName,
  methods: { message_post: chatterMethod },
  fields: {
    name: f.char('Name'),
    complete_name: computed(f.char('Complete Name', { readonly: true }), partnerName),
    ref: f.char('Reference'),
    email: f.char('Email'),
    phone: f.char('Phone'),
    vat: f.char('Tax ID'),
    lang: f.selection([['en_US', 'English (US)']], 'Language', { default: 'en_US' }),
    supplier_rank: f.integer('Supplier Rank'),
    customer_rank: f.integer('Customer Rank'),
    is_company: f.boolean('Is a Company'),
    parent_id: f.many2one('res.partner', 'Related Company'),
    child_ids: f.one2many('res.partner', 'parent_id', 'Contact'),
    commercial_partner_id: computed(
      f.many2one('res.partner', 'Commercial Entity', { readonly: true }),
      (rec) => commercialPartner(rec).id,
    ),
    street: f.char('Street'),
    street2: f.char('Street2'),
    city: f.char('City'),
    state_id: f.many2one('res.country.state', 'State'),
    zip: f.char('Zip'),
    country_id: f.many2one('res.country', 'Country'),
    active: active(),
    company_id: company(false),
    company_name: f.char('Company Name'),
    comment: f.html('Notes'),
    type: f.selection(
      [
        ['contact', 'Contact'],
        ['invoice', version === '19' ? 'Invoice' : 'Invoice Address'],
        ['delivery', version === '19' ? 'Delivery' : 'Delivery Address'],
        ['other', version === '19' ? 'Other' : 'Other Address'],
      ],
      'Address Type',
      { default: 'contact' },
    ),
    ...(version === '17' ? { mobile: f.char('Mobile') } : {}),
  },
});

/** Users, companies, contacts and the small tables that everything points at. */
export const baseModels = (version: Version): ModelInput[] => [
  users(version),
  partner(version),
  {
    name: 'res.groups',
    description: 'Access Groups',
    order: 'name',
    fields: { name: f.char('Name', { required: true }) },
  },
  {
    name: 'res.company',
    description: 'Companies',
    order: 'id',
    fields: {
      name: f.char('Company Name', { required: true }),
      currency_id: f.many2one('res.currency', 'Currency', { required: true, default: 1 }),
      partner_id: f.many2one('res.partner', 'Partner', { required: true }),
      email: f.char('Email'),
      country_id: f.many2one('res.country', 'Country', { store: false, searchable: false }),
      po_double_validation: f.selection(
        [
          ['one_step', 'Confirm purchase orders in one step'],
          ['two_step', 'Get 2 levels of approvals to confirm a purchase order'],
        ],
        'Levels of Approvals',
        { default: 'one_step', module: 'purchase' },
      ),
    },
  },
  {
    name: 'res.currency',
    description: 'Currency',
    order: 'name',
    fields: {
      name: f.char('Currency', { required: true }),
      symbol: f.char('Symbol', { required: true }),
      active: active(),
    },
  },
  {
    name: 'res.country',
    description: 'Country',
    order: 'name, id',
    fields: { name: f.char('Country Name', { required: true }), code: f.char('Country Code', { required: true }) },
  },
  {
    name: 'res.country.state',
    description: 'Country state',
    order: 'code, id',
    displayName: (rec) => `${rec.str('name')} (${rec.need('country_id').str('code')})`,
    fields: {
      name: f.char('State Name', { required: true }),
      code: f.char('State Code', { required: true }),
      country_id: f.many2one('res.country', 'Country', { required: true }),
    },
  },
  {
    name: 'ir.model.data',
    description: 'Model Data',
    order: 'module, model, name',
    methods: externalIdMethods,
    fields: {
      module: f.char('Module', { required: true }),
      name: f.char('External Identifier', { required: true }),
      model: f.char('Model Name', { required: true }),
      res_id: f.integer('Record ID'),
    },
  },
  {
    name: 'mail.message',
    description: 'Message',
    order: 'id desc',
    displayName: (rec) => `mail.message,${rec.id}`,
    fields: {
      model: f.char('Related Document Model'),
      res_id: f.integer('Related Document ID'),
      body: f.html('Contents'),
      subject: f.char('Subject'),
      date: f.datetime('Date'),
      message_type: f.char('Type', { required: true }),
      subtype_xmlid: f.char('Subtype', { hidden: true }),
      author_id: f.many2one('res.partner', 'Author'),
    },
  },
];
