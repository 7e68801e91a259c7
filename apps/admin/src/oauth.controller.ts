import { BadInput, isKnownError } from '@mlc/kernel';
import { type ConsentAnswer, endAuthorization, OAUTH_CALLBACK, type Runtime } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';
import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DOORBELL, RUNTIME } from './shared.js';

/** Longest value believed of a form that anybody may send, characters. */
const VALUE_CHARACTERS_MAX = 4096;
const value = z.string().max(VALUE_CHARACTERS_MAX).optional().catch(undefined);
const formSchema = z.object({ state: value, code: value, error: value }).catch({});

/** The one route without the token: where ShipBob's consent page posts its answer, in a person's browser. */
@ApiExcludeController()
@Controller()
export class OAuthController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(DOORBELL) private readonly doorbell: Doorbell,
  ) {}

  @Post(OAUTH_CALLBACK)
  async callback(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { status, html } = await this.answerTo(formSchema.parse(body));
    await reply.code(status).type('text/html; charset=utf-8').send(html);
  }

  private async answerTo(answer: ConsentAnswer): Promise<{ status: number; html: string }> {
    try {
      const { connection, channel } = await endAuthorization(this.runtime, answer);
      await this.doorbell.ring('lanes.work', { connectionId: connection.id });
      const said = `${connection.name} is connected to ShipBob channel ${channel.id} (${channel.name}).`;
      return { status: 200, html: page('Connected', said, 'You may close this window.') };
    } catch (error) {
      if (!isKnownError(error)) throw error;
      const status = error instanceof BadInput ? 400 : 503;
      return { status, html: page('Not connected', error.message, error.fix ?? 'Try again.') };
    }
  }
}

/** No script, no style, no link: nothing of the form is shown. */
const page = (title: string, said: string, next: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>` +
  `<body><h1>${escaped(title)}</h1><p>${escaped(said)}</p><p>${escaped(next)}</p></body></html>\n`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
