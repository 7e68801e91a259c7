import { BadInput } from '@mlc/kernel';
import type { Runtime } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';
import type { CaseRow, ConnectionRow, StatusReport, TimelineEntry } from '@mlc/store';
import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ApiBadInput, ApiRefusals } from './api-docs.js';
import { ACTOR, connectionNamed, DOORBELL, RUNTIME } from './shared.js';

/** A connection as people may see it: no secrets, no webhook key. */
export interface ConnectionView {
  name: string;
  state: string;
  reason: string | null;
  odoo: { url: string; database: string; companyId: number };
  shipbob: { url: string; version: string; channelId: number };
  settingsVersion: number;
}

const viewOf = (row: ConnectionRow): ConnectionView => ({
  name: row.name,
  state: row.state,
  reason: row.stateReason,
  odoo: { url: row.odooUrl, database: row.odooDatabase, companyId: row.odooCompanyId },
  shipbob: { url: row.shipbobUrl, version: row.shipbobVersion, channelId: row.shipbobChannelId },
  settingsVersion: row.settingsVersion,
});

@ApiTags('connections')
@ApiBearerAuth()
@ApiBasicAuth()
@ApiRefusals()
@Controller('api/connections')
export class ConnectionsController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(DOORBELL) private readonly doorbell: Doorbell,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All connections' })
  async list(): Promise<ConnectionView[]> {
    return (await this.runtime.store.connections.list()).map(viewOf);
  }

  @Get(':name/status')
  @ApiOperation({ summary: 'Freshness, open work, cases, uncertain writes of one connection' })
  @ApiParam({ name: 'name' })
  async status(@Param('name') name: string): Promise<StatusReport> {
    return this.runtime.store.queries.status((await this.find(name)).id, {});
  }

  @Get(':name/records/:key')
  @ApiOperation({ summary: 'The whole story of one record, by any number either side knows it by' })
  @ApiParam({
    name: 'key',
    description: 'Purchase order, SKU, receipt, WRO or order number, or a lane such as purchase-order:7',
  })
  async record(
    @Param('name') name: string,
    @Param('key') key: string,
  ): Promise<{ lanes: string[]; entries: TimelineEntry[] }> {
    const connection = await this.find(name);
    const lanes = await this.lanes(connection, key);
    return { lanes, entries: await this.runtime.store.queries.timeline(connection.id, lanes) };
  }

  @Get(':name/cases')
  @ApiOperation({ summary: 'What a person must decide' })
  @ApiBadInput()
  @ApiQuery({ name: 'state', required: false, enum: ['open', 'resolved', 'dismissed', 'all'] })
  async cases(@Param('name') name: string, @Query('state') state?: string): Promise<CaseRow[]> {
    const known = ['open', 'resolved', 'dismissed', 'all'] as const;
    const wanted = known.find((one) => one === (state ?? 'open'));
    if (!wanted)
      throw new BadInput(`state=${String(state)} is none of ${known.join(', ')}.`, {
        code: 'admin.state',
        field: 'state',
        fix: `Use one of ${known.join(', ')}.`,
      });
    return this.runtime.store.cases.list((await this.find(name)).id, { state: wanted === 'all' ? null : wanted });
  }

  @Post(':name/records/:key/replay')
  @HttpCode(202)
  @ApiOperation({ summary: "Look at a record again under today's rules; only what differs is written" })
  async replay(@Param('name') name: string, @Param('key') key: string): Promise<{ lanes: string[] }> {
    const connection = await this.find(name);
    const lanes = await this.lanes(connection, key);
    const why = 'replayed through the admin API';
    const rung = await this.runtime.store.queries.requeue(connection.id, lanes, 'replay', why, ACTOR);
    await this.doorbell.ring('lanes.work', { connectionId: connection.id });
    return { lanes: rung };
  }

  @Post(':name/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop polling and writing; webhooks are still stored' })
  async pause(@Param('name') name: string): Promise<ConnectionView> {
    return this.setState(name, 'paused', 'paused through the admin API');
  }

  @Post(':name/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on after a pause or a mended fault' })
  async resume(@Param('name') name: string): Promise<ConnectionView> {
    const view = await this.setState(name, 'active', null);
    await this.doorbell.ring('lanes.work', { connectionId: (await this.find(name)).id });
    return view;
  }

  private async setState(name: string, state: 'active' | 'paused', reason: string | null): Promise<ConnectionView> {
    const connection = await this.find(name);
    await this.runtime.store.connections.setState(connection.id, state, reason, ACTOR);
    return viewOf({ ...connection, state, stateReason: reason });
  }

  private find(name: string): Promise<ConnectionRow> {
    return connectionNamed(this.runtime, name);
  }

  private async lanes(connection: ConnectionRow, key: string): Promise<string[]> {
    const lanes = await this.runtime.store.queries.findRecord(connection.id, key);
    if (lanes.length > 0) return lanes;
    throw new BadInput(`No record is known by ${JSON.stringify(key)}.`, {
      code: 'record.not_found',
      field: 'key',
      fix: 'Give a number as Odoo or ShipBob shows it.',
    });
  }
}
