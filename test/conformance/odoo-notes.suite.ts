import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor } from '@mlc/odoo';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import type { Access, Target } from './odoo/target.js';
import { writesOf, Yard } from './odoo-operations.stage.js';
import type { Check } from './report.js';

type Note = OperationRequest<'odoo.note.post'>;
type Activity = OperationRequest<'odoo.activity.schedule'>;

const call = () => ({ deadlineMs: Date.now() + 60_000, correlationId: 'conformance' });

/** Notes in the chatter, and activities for people. */
export function notesSuite(target: Target, check: Check): void {
  describe('notes', () => {
    let access: Access;
    let yard: Yard;
    let deliveryId = 0;
    let bossId = 0;
    beforeAll(async () => {
      access = await target.open();
      yard = await Yard.open(target, access);
      await yard.stage.product('A');
      deliveryId = (await yard.delivery([['A', 1]], false)).id;
      bossId = await access.admin.uid();
    });
    afterAll(() => access.close());

    const writes = (work: () => Promise<unknown>) => writesOf(access, work);
    const noteOf = (name: string, more: Partial<Note> = {}): Note => ({
      model: 'stock.picking',
      record_id: deliveryId,
      body: 'Box <b>1</b> & 2\nis lost',
      marker: `mlc:note:${yard.stage.run}.${name}`,
      ...more,
    });
    const post = (asked: Note) => createOdooExecutor(access.bot).send('odoo.note.post', asked, call());
    const lookNote = (asked: Note) => createOdooExecutor(access.bot).lookup('odoo.note.post', asked, call());
    const bodies = async (marker: string) => {
      const row = z.object({ id: z.number(), body: z.string(), message_type: z.string() });
      const domain = [
        ['model', '=', 'stock.picking'],
        ['res_id', '=', deliveryId],
        ['body', 'ilike', marker],
      ];
      return (await access.admin.searchReadAll('mail.message', row, { domain })).map((one) => one.body);
    };

    check('a note is posted once, with its lines and nothing of it read as HTML', async (note) => {
      const asked = noteOf('a');
      expect(await lookNote(asked)).toEqual({ kind: 'absent' });
      expect(await post(asked)).toMatchObject({ kind: 'confirmed', result: { after: { marker: asked.marker } } });
      expect(await writes(() => post(asked))).toEqual([]);
      expect(await lookNote(asked)).toMatchObject({ kind: 'found' });
      const found = await bodies(asked.marker);
      expect(found).toHaveLength(1);
      expect(found[0]).toContain('Box &lt;b&gt;1&lt;/b&gt; &amp; 2<br>is lost');
      note('body', found[0]?.replace(yard.stage.run, '<run>'));
    });

    check('a note whose answer is lost is found; a marker is no part of another', async () => {
      access.gate.dropAnswer('stock.picking.message_post');
      expect(await post(noteOf('b1'))).toMatchObject({ kind: 'unknown' });
      expect(await lookNote(noteOf('b1'))).toMatchObject({ kind: 'found' });
      expect(await lookNote(noteOf('b'))).toEqual({ kind: 'absent' });
      expect(await post(noteOf('b'))).toMatchObject({ kind: 'confirmed' });
      expect(await bodies(noteOf('b1').marker)).toHaveLength(1);
    });

    check('a note on a record that is gone is refused', async () => {
      const outcome = await post(noteOf('gone', { record_id: 99_999_999 }));
      expect(outcome).toMatchObject({ kind: 'rejected', code: 'odoo.missing_record' });
    });

    const activityOf = (name: string, more: Partial<Activity> = {}): Activity => ({
      model: 'stock.picking',
      record_id: deliveryId,
      user_id: bossId,
      summary: 'Close the receipt short',
      note: '3 of A are missing\nsince two weeks',
      date_deadline: '2030-01-31',
      marker: `mlc:todo:${yard.stage.run}.${name}`,
      ...more,
    });
    const schedule = (asked: Activity) => createOdooExecutor(access.bot).send('odoo.activity.schedule', asked, call());
    const lookActivity = (asked: Activity) =>
      createOdooExecutor(access.bot).lookup('odoo.activity.schedule', asked, call());
    const activities = (marker: string) => {
      const row = z.object({
        id: z.number(),
        summary: z.string(),
        user_id: z.tuple([z.number(), z.string()]),
        date_deadline: z.string(),
        res_model: z.string(),
        res_id: z.number(),
        activity_type_id: z.union([z.tuple([z.number(), z.string()]), z.literal(false)]),
      });
      return access.admin.searchReadAll('mail.activity', row, { domain: [['note', 'ilike', marker]] });
    };

    check('an activity is scheduled once for a person, and is found', async (note) => {
      const asked = activityOf('a');
      expect(await lookActivity(asked)).toEqual({ kind: 'absent' });
      expect(await schedule(asked)).toMatchObject({ kind: 'confirmed', result: { after: { done: false } } });
      expect(await writes(() => schedule(asked))).toEqual([]);
      const [made, ...more] = await activities(asked.marker);
      expect(more).toEqual([]);
      expect(made).toMatchObject({
        summary: 'Close the receipt short',
        user_id: [bossId, expect.anything()],
        date_deadline: '2030-01-31',
        res_model: 'stock.picking',
        res_id: deliveryId,
      });
      note('type', made?.activity_type_id === false ? false : made?.activity_type_id[1]);
    });

    check('an activity that a person has done is not scheduled again', async (note) => {
      const asked = activityOf('done');
      await schedule(asked);
      const ids = (await activities(asked.marker)).map((one) => one.id);
      await access.admin.call('mail.activity', 'action_feedback', { ids, params: { feedback: 'Closed' } });
      expect(await activities(asked.marker)).toEqual([]);
      const outcome = await schedule(asked);
      expect(outcome).toMatchObject({ kind: 'confirmed', result: { after: { done: true } } });
      expect(await writes(() => schedule(asked))).toEqual([]);
      expect(await activities(asked.marker)).toEqual([]);
      note('keeps the activity', outcome.kind === 'confirmed' && 'activity_id' in outcome.result.data);
    });

    check('an activity whose answer is lost is found', async () => {
      access.gate.dropAnswer('mail.activity.create');
      expect(await schedule(activityOf('lost'))).toMatchObject({ kind: 'unknown' });
      expect(await lookActivity(activityOf('lost'))).toMatchObject({ kind: 'found' });
      expect(await schedule(activityOf('lost'))).toMatchObject({ kind: 'confirmed' });
      expect(await activities(activityOf('lost').marker)).toHaveLength(1);
    });
  });
}
