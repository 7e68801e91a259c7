import { expect, it } from 'vitest';
import { type Bench, intent, LEASE_SECONDS, planned } from './ledger-harness.js';

const variantLink = (odooId: number, shipbobId: string, handsOver: string[] = []) => ({
  odooModel: 'product.product',
  odooId,
  shipbobType: 'variant' as const,
  shipbobId,
  data: { inventory_id: 70 + odooId },
  evidence: 'made',
  handsOver,
});

/** The effect ledger and the links. */
export function effectGuarantees(bench: () => Bench): void {
  it('gives intents back in the order they were meant, and keeps that order for whoever finds them open', async () => {
    const b = bench();
    const { lease, passId } = await b.begin('product:1');
    const keys = ['create:C', 'create:A', 'create:B'];
    const intended = await b.ledger.intend(
      lease,
      passId,
      keys.map((key) => intent(key)),
    );
    expect(intended.map((effect) => effect.effectKey)).toEqual(keys);
    expect(intended[0]).toMatchObject({ state: 'intended', generation: 1, fence: 1, passId, laneKey: 'product:1' });
    expect(intended[0]?.planned).toEqual(planned('create:C'));
    const open = await b.ledger.openEffects(b.connectionId, 'product:1');
    expect(open.map((effect) => effect.effectKey)).toEqual(keys);
  });

  it('makes a create once for ever: a confirmed key comes back as it stands', async () => {
    const b = bench();
    const first = await b.begin('product:1');
    const id = await b.send(first, 'create:A');
    await b.ledger.confirm(first.lease, id, { result: { remoteId: '9' }, link: null, resolvedBy: 'answer' });
    await b.end(first);
    const second = await b.begin('product:2');
    const [again] = await b.ledger.intend(second.lease, second.passId, [intent('create:A', planned('A'))]);
    expect(again).toMatchObject({
      id,
      state: 'confirmed',
      generation: 1,
      laneKey: 'product:1',
      result: { remoteId: '9' },
    });
  });

  it('leaves an effect that is under way as it is when it is intended again', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    const id = await b.send(pass, 'create:A');
    const [again] = await b.ledger.intend(pass.lease, pass.passId, [intent('create:A', planned('other'))]);
    expect(again).toMatchObject({ id, state: 'sent', generation: 1 });
    expect(again?.planned.businessKey).toBe('create:A');
  });

  for (const state of ['rejected', 'withdrawn'] as const) {
    it(`intends a ${state} key anew, with the next generation and the new plan`, async () => {
      const b = bench();
      const first = await b.begin('product:1');
      const id = await b.send(first, 'create:A');
      await b.ledger.settle(first.lease, id, { state, error: 'name missing', absentAt: null });
      expect(await b.ledger.effectByKey(b.connectionId, 'create:A')).toMatchObject({ state, error: 'name missing' });
      expect(await b.ledger.openEffects(b.connectionId, 'product:1')).toEqual([]);
      await b.end(first);
      const next = await b.begin('product:1');
      const effects = [intent('create:A', planned('better'))];
      const [again] = await b.ledger.intend(next.lease, next.passId, effects);
      expect(again).toMatchObject({ id, state: 'intended', generation: 2, passId: next.passId, error: null, fence: 2 });
      expect(again?.planned.businessKey).toBe('better');
    });
  }

  it('marks an effect as sent once, with what was sent and until when it may still be running', async () => {
    const b = bench();
    const { lease, passId } = await b.begin('product:1');
    const [effect] = await b.ledger.intend(lease, passId, [intent('create:A', planned('A'))]);
    const settlesAt = new Date(Date.now() + 30_000);
    const mark = () => b.ledger.markSent(lease, effect?.id ?? '', { request: { sku: 'A' }, settlesAt });
    await mark();
    const sent = await b.ledger.effectByKey(b.connectionId, 'create:A');
    expect(sent).toMatchObject({ state: 'sent', sentRequest: { sku: 'A' }, settlesAt });
    expect(Math.abs((sent?.sentAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await expect(mark()).rejects.toThrow(/sent, not intended/);
  });

  it('keeps an unanswered effect open, with the look that found nothing', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    const id = await b.send(pass, 'create:A');
    const absentAt = new Date(Date.now() - 1000);
    await b.ledger.settle(pass.lease, id, { state: 'uncertain', error: 'not found once', absentAt });
    const [open] = await b.ledger.openEffects(b.connectionId, 'product:1');
    expect(open).toMatchObject({ id, state: 'uncertain', error: 'not found once', absentAt });
  });

  it('confirms with its link and its audit row, all in one', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    const id = await b.send(pass, 'create:A');
    const result = { remoteId: '9', data: { inventory_id: 71 } };
    await b.ledger.confirm(pass.lease, id, { result, link: variantLink(1, '9'), resolvedBy: 'answer' });
    expect(await b.ledger.effectByKey(b.connectionId, 'create:A')).toMatchObject({ state: 'confirmed', result });
    const link = {
      odooModel: 'product.product',
      odooId: 1,
      shipbobType: 'variant',
      shipbobId: '9',
      data: { inventory_id: 71 },
    };
    expect(await b.ledger.links(b.connectionId, { odooModel: 'product.product', odooIds: [1, 2] })).toEqual([link]);
    expect(await b.ledger.links(b.connectionId, { shipbobType: 'variant', shipbobIds: ['9'] })).toEqual([link]);
    expect(await b.ledger.linksByInventoryId(b.connectionId, [71, 5])).toEqual([link]);
    expect(await b.ledger.lanesOfLinks(b.connectionId, 'variant', ['9', '8'])).toEqual(new Map([['9', 'product:1']]));
    expect(await b.harness.audit(b.connectionId)).toEqual([
      { action: 'shipbob.product.create', subject: 'product:1', before: null, after: result },
    ]);
  });

  it('confirms with all links of a record that stands for several', async () => {
    const b = bench();
    const pass = await b.begin('day:1');
    const parts = ['12', '13'].map((shipbobId, index) => ({
      ...variantLink(300, shipbobId),
      odooModel: index === 0 ? 'stock.picking' : `stock.picking#${index + 1}`,
      shipbobType: 'shipment-apart' as const,
    }));
    const id = await b.send(pass, 'create:D');
    const asked = { shipbobType: 'shipment-apart', shipbobIds: ['12', '13'] };
    await b.ledger.confirm(pass.lease, id, { result: null, link: null, links: parts, resolvedBy: 'answer' });
    expect(
      (await b.ledger.links(b.connectionId, asked)).map((one) => [one.odooModel, one.odooId, one.shipbobId]),
    ).toEqual([
      ['stock.picking', 300, '12'],
      ['stock.picking#2', 300, '13'],
    ]);
    expect(await b.ledger.lanesOfLinks(b.connectionId, 'shipment-apart', ['12'])).toEqual(new Map([['12', 'day:1']]));
  });

  it('refuses a second partner for either side, names both, and confirms nothing then', async () => {
    const b = bench();
    const first = await b.begin('product:1');
    await b.ledger.adopt(first.lease, first.passId, [variantLink(1, '9')]);
    await b.end(first);
    const second = await b.begin('product:2');
    const id = await b.send(second, 'create:B');
    for (const link of [variantLink(2, '9'), variantLink(1, '8')]) {
      const confirming = b.ledger.confirm(second.lease, id, { result: null, link, resolvedBy: 'answer' });
      await expect(confirming).rejects.toThrow(
        /product\.product \d cannot be linked .*product\.product 1 is linked to/,
      );
    }
    expect(await b.ledger.effectByKey(b.connectionId, 'create:B')).toMatchObject({ state: 'sent' });
    expect(await b.ledger.links(b.connectionId, { odooModel: 'product.product', odooIds: [2] })).toEqual([]);
    expect((await b.harness.audit(b.connectionId)).map((entry) => entry.action)).toEqual(['link.adopted']);
  });

  it('links the same pair again without complaint, with the newer data', async () => {
    const b = bench();
    const { lease, passId } = await b.begin('product:1');
    await b.ledger.adopt(lease, passId, [variantLink(1, '9')]);
    await b.ledger.adopt(lease, passId, [{ ...variantLink(1, '9'), data: { inventory_id: 5 } }]);
    const links = await b.ledger.links(b.connectionId, { odooModel: 'product.product', odooIds: [1] });
    expect(links.map((link) => link.data)).toEqual([{ inventory_id: 5 }]);
  });

  it('hands the open work of a lane over with the link that says whose it is', async () => {
    const b = bench();
    await b.raise('wro:7');
    const pass = await b.begin('purchase-order:1');
    const id = await b.send(pass, 'create:W');
    const link = {
      ...variantLink(3, '7', ['wro:7', 'wro:8']),
      odooModel: 'stock.picking',
      shipbobType: 'wro' as const,
    };
    await b.ledger.confirm(pass.lease, id, { result: null, link, resolvedBy: 'answer' });
    expect(await b.lane('wro:7')).toMatchObject({ dirtySeq: 1, cleanSeq: 1, dueAt: null, waitsFor: [] });
    const told = await b.harness.notices(b.connectionId, 'purchase-order:1');
    expect(told.map((found) => found.source)).toEqual(['poll', 'handover']);
    await b.end(pass);
    expect(await b.due()).toEqual(['purchase-order:1']);
  });

  it('hands nothing over when nothing waits there', async () => {
    const b = bench();
    await b.run('wro:7');
    const pass = await b.begin('purchase-order:1');
    const adoption = { ...variantLink(3, '7'), odooModel: 'stock.picking', shipbobType: 'wro' as const };
    await b.ledger.adopt(pass.lease, pass.passId, [adoption]);
    await b.end(pass);
    expect(await b.due()).toEqual([]);
  });

  it('wakes those who wait for a lane with each thing it achieves', async () => {
    const b = bench();
    const work = {
      confirm: async () => {
        const pass = await b.begin('product:1');
        const id = await b.send(pass, 'create:A');
        await b.ledger.confirm(pass.lease, id, { result: null, link: null, resolvedBy: 'answer' });
        return pass;
      },
      adopt: async () => {
        const pass = await b.begin('product:1');
        await b.ledger.adopt(pass.lease, pass.passId, [variantLink(1, '9')]);
        return pass;
      },
    };
    for (const achieve of [work.confirm, work.adopt]) {
      await b.run('product:1');
      b.harness.clock.advanceMs(1000);
      await b.run('purchase-order:1', { outcome: 'later', waitsFor: ['product:1', 'product:2'] });
      expect(await b.due()).not.toContain('purchase-order:1');
      const pass = await achieve();
      expect(await b.due()).toContain('purchase-order:1');
      expect((await b.lane('purchase-order:1')).waitsFor).toEqual(['product:2']);
      await b.end(pass);
    }
  });

  it('audits a refusal with its reason', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    const id = await b.send(pass, 'create:A', planned('A', { before: { name: 'old' } }));
    await b.ledger.settle(pass.lease, id, { state: 'rejected', error: 'name too long', absentAt: null });
    expect(await b.harness.audit(b.connectionId)).toEqual([
      { action: 'shipbob.product.create rejected', subject: 'product:1', before: { name: 'old' }, after: null },
    ]);
  });

  it('stores text that no database likes rather than failing on it', async () => {
    const b = bench();
    const odd = 'a\u0000b \ud800 c \\u0000 \u{1f4e6}';
    const pass = await b.begin('product:1', { evidence: { name: odd }, labels: [odd] });
    const id = await b.send(pass, `create:${odd}`, planned(odd));
    await b.ledger.confirm(pass.lease, id, { result: { name: odd }, link: null, resolvedBy: 'answer' });
    await b.end(pass, { reason: odd });
    const stored = await b.ledger.effectByKey(b.connectionId, `create:${odd}`);
    expect(stored?.state).toBe('confirmed');
    expect(stored?.planned.title).toContain('\\u0000 \u{1f4e6}');
    expect(await b.ledger.renew(pass.lease, LEASE_SECONDS)).toBe(false);
  });
}
