import { BadInput, issuesText } from '@mlc/kernel';
import { DEFAULT_MODE, FLOWS, MODES, type Mode } from '@mlc/mappings';
import type { Runtime } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';
import type { ApprovalRow } from '@mlc/store';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth, ApiBody, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiBadInput, ApiRefusals } from './api-docs.js';
import { ACTOR, connectionNamed, DOORBELL, RUNTIME } from './shared.js';

const decisionBody = z.strictObject({
  ids: z.array(z.string().min(1)).min(1),
  decision: z.enum(['approved', 'declined']),
  note: z.string().default(''),
});
const modesBody = z.partialRecord(z.enum(FLOWS), z.enum(MODES));

@ApiTags('approvals')
@ApiBearerAuth()
@ApiBasicAuth()
@ApiRefusals()
@Controller('api/connections')
export class ApprovalsController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(DOORBELL) private readonly doorbell: Doorbell,
  ) {}

  @Get(':name/modes')
  @ApiOperation({ summary: 'How far each flow may go by itself: preview, approve or live' })
  @ApiParam({ name: 'name' })
  async modes(@Param('name') name: string): Promise<Record<string, Mode>> {
    const modes = await this.runtime.store.modes.of((await connectionNamed(this.runtime, name)).id);
    return Object.fromEntries(FLOWS.map((flow) => [flow, modes[flow] ?? DEFAULT_MODE]));
  }

  @Put(':name/modes')
  @ApiOperation({ summary: 'Change modes; flows that are not named keep theirs, every record is planned again' })
  @ApiBadInput()
  @ApiBody({ schema: { type: 'object', additionalProperties: { type: 'string', enum: [...MODES] } } })
  async setModes(@Param('name') name: string, @Body() body: unknown): Promise<Record<string, Mode>> {
    const connection = await connectionNamed(this.runtime, name);
    await this.runtime.store.modes.set(connection.id, parse(modesBody, body), ACTOR);
    await this.doorbell.ring('lanes.work', { connectionId: connection.id });
    return this.modes(name);
  }

  @Get(':name/approvals')
  @ApiOperation({ summary: 'Writes that wait for a person, with before, after and reason' })
  @ApiQuery({ name: 'flow', required: false, enum: [...FLOWS] })
  async approvals(@Param('name') name: string, @Query('flow') flow?: string): Promise<ApprovalRow[]> {
    const connection = await connectionNamed(this.runtime, name);
    return this.runtime.store.approvals.list(connection.id, flow === undefined ? {} : { flow });
  }

  @Post(':name/approvals')
  @HttpCode(200)
  @ApiOperation({ summary: 'Approve or decline waiting writes, all or none of those named' })
  @ApiBadInput()
  @ApiBody({
    schema: {
      type: 'object',
      required: ['ids', 'decision'],
      properties: {
        ids: { type: 'array', items: { type: 'string' } },
        decision: { type: 'string', enum: ['approved', 'declined'] },
        note: { type: 'string' },
      },
    },
  })
  async decide(@Param('name') name: string, @Body() body: unknown): Promise<ApprovalRow[]> {
    const connection = await connectionNamed(this.runtime, name);
    const { ids, decision, note } = parse(decisionBody, body);
    const decided = await this.runtime.store.approvals.decide(connection.id, ids, { to: decision, actor: ACTOR, note });
    await this.doorbell.ring('lanes.work', { connectionId: connection.id });
    return decided;
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BadInput(`The body is not as it should be: ${issuesText(parsed.error)}.`, {
    code: 'admin.body',
    field: parsed.error.issues[0]?.path.join('.') || 'body',
    fix: 'See /docs for the shape.',
  });
}
