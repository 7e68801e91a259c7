import type { Effect } from '@mlc/engine';
import { type OperationName, operationNames, type PlannedEffect, type ShipBobType } from '@mlc/mappings';
import { z } from 'zod';
import { int8, json, jsonObject, time } from '../db/rows.js';
import { Prisma } from '../generated/prisma/client.js';

const operation = z.custom<OperationName>(
  (value) => operationNames.some((name) => name === value),
  'unknown operation',
);

export const plannedEffect: z.ZodType<PlannedEffect> = z.object({
  flow: z.string(),
  operation,
  target: z.enum(['odoo', 'shipbob']),
  kind: z.enum(['create', 'converge']),
  businessKey: z.string(),
  title: z.string(),
  before: json,
  after: json,
  request: jsonObject,
  reason: z.string(),
  link: z
    .object({
      odooModel: z.string(),
      odooId: z.number().nullable(),
      shipbobType: z.custom<ShipBobType>((value) => typeof value === 'string'),
      keeps: z.object({ shipbobId: z.string(), data: jsonObject }).optional(),
    })
    .nullable(),
  links: z
    .array(
      z.object({
        odooModel: z.string(),
        odooId: z.number().nullable(),
        shipbobType: z.custom<ShipBobType>((value) => typeof value === 'string'),
        shipbobId: z.string(),
        data: jsonObject,
      }),
    )
    .optional(),
});

export const effectRow = z.object({
  id: z.string(),
  effect_key: z.string(),
  lane_key: z.string(),
  pass_id: z.string(),
  planned: plannedEffect,
  approval_id: z.string().nullable(),
  state: z.enum(['intended', 'sent', 'confirmed', 'rejected', 'uncertain', 'withdrawn']),
  sent_request: jsonObject.nullable(),
  fence: int8,
  generation: z.int(),
  sent_at: time.nullable(),
  settles_at: time.nullable(),
  absent_at: time.nullable(),
  result: json,
  error: z.string().nullable(),
});

export const effectColumns = Prisma.sql`id, effect_key, lane_key, pass_id, planned, approval_id, state, sent_request, fence,
  generation, sent_at, settles_at, absent_at, result, error`;

export const toEffect = (connectionId: string, row: z.infer<typeof effectRow>): Effect => ({
  id: row.id,
  connectionId,
  effectKey: row.effect_key,
  laneKey: row.lane_key,
  passId: row.pass_id,
  planned: row.planned,
  approvalId: row.approval_id,
  state: row.state,
  sentRequest: row.sent_request,
  fence: row.fence,
  generation: row.generation,
  sentAt: row.sent_at,
  settlesAt: row.settles_at,
  absentAt: row.absent_at,
  result: row.result,
  error: row.error,
});
