import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { numbers, record, records } from '../testing-read.js';

describe('load', () => {
  const partner = (box: ReturnType<typeof testSandbox>, name: string) =>
    box.odoo.act({
      model: 'res.partner',
      method: 'load',
      named: { fields: ['id', 'name', 'ref'], data: [['shipbob.c1', name, 'R1']] },
    });

  it('makes a record once and updates it the second time', () => {
    const box = testSandbox();
    const first = partner(box, 'One');
    const second = partner(box, 'Two');
    expect(second.result).toEqual(first.result);
    expect(first.effects[0]?.type).toBe('record.created');
    expect(second.effects[0]?.type).toBe('record.written');
    const [row] = records(
      box.call('res.partner', 'search_read', undefined, { domain: [['ref', '=', 'R1']], fields: ['name'] }),
    );
    expect(row).toMatchObject({ name: 'Two' });
    const external = JSON.parse(JSON.stringify(box.call('res.partner', 'get_external_id', [Number(row?.['id'])])));
    expect(external).toEqual({ [String(row?.['id'])]: 'shipbob.c1' });
  });

  it('answers with messages and writes nothing when a value cannot be found', () => {
    const box = testSandbox();
    const data = [
      ['shipbob.ok', 'Good', 'China'],
      ['shipbob.bad', 'Bad', 'Nowhereland'],
    ];
    const { result, effects } = box.odoo.act({
      model: 'res.partner',
      method: 'load',
      named: { fields: ['id', 'name', 'country_id'], data },
    });
    expect(result).toMatchObject({
      ids: false,
      messages: [
        {
          type: 'error',
          record: 1,
          field: 'country_id',
          message: "No matching record found for name 'Nowhereland' in field 'Country'",
        },
      ],
    });
    expect(effects).toEqual([]);
    expect(box.call('res.partner', 'search_count', undefined, { domain: [['name', '=', 'Good']] })).toBe(0);
  });

  it('fills lines by database ids, and appends lines that have no id of their own', () => {
    const box = testSandbox();
    const load = () =>
      box.call('purchase.order', 'load', undefined, {
        fields: ['id', 'partner_id/.id', 'order_line/product_id/.id', 'order_line/product_qty'],
        data: [
          ['shipbob.po1', String(box.ids.partners['Acme Supply']), String(box.ids.products['A']), '7'],
          ['', '', String(box.ids.products['B']), '2'],
        ],
      });
    expect(load()).toEqual({ ids: [1], messages: [], nextrow: 0 });
    const lines = () =>
      numbers(record(box.call('purchase.order', 'read', [1], { fields: ['order_line'] }))['order_line']);
    expect(records(box.call('purchase.order.line', 'read', lines(), { fields: ['product_qty'] }))).toMatchObject([
      { product_qty: 7 },
      { product_qty: 2 },
    ]);
    load();
    expect(lines()).toHaveLength(4);
  });
});

describe('message_post', () => {
  it('stores the note escaped, answers as the version does, and needs the right to write, and an e-mail on 17', () => {
    for (const version of ['17', '19'] as const) {
      const groups = ['base.group_partner_manager'];
      const bot = { login: 'bot', email: 'b@example.com', groups };
      const box = testSandbox(
        { version },
        { users: [bot, { login: 'mute', groups }, { login: 'reader', groups: [] }] },
      );
      const post = (login?: string) =>
        box.odoo.act(
          {
            model: 'res.partner',
            method: 'message_post',
            ids: [1],
            named: { body: '<b>x</b>', message_type: 'comment', subtype_xmlid: 'mail.mt_note' },
          },
          login,
        );
      const { result, effects } = post('bot');
      expect(result).toEqual(version === '19' ? [1] : 1);
      expect(effects).toMatchObject([
        { type: 'chatter.posted', key: 'res.partner,1', detail: { body: '<p>&lt;b&gt;x&lt;/b&gt;</p>' } },
      ]);
      expect(() => post('reader')).toThrow(version === '17' ? /not allowed to modify/ : /Document type: Message/);
      if (version === '17') expect(() => post('mute')).toThrow('please configure the sender');
    }
  });
});
