import { explain } from '@mlc/kernel';
import type { Logger } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';

/**
 * Rings for the routing of a connection's events without keeping the sender waiting. While one ring is under way, all
 * that come meanwhile are one more: a burst costs two. A ring that gets lost costs time only, the sweeper rings again.
 */
export class Rings {
  readonly #underWay = new Map<string, { again: boolean }>();

  constructor(
    private readonly doorbell: Doorbell,
    private readonly log: Logger,
  ) {}

  ring(connectionId: string): void {
    const underWay = this.#underWay.get(connectionId);
    if (underWay) underWay.again = true;
    else void this.run(connectionId);
  }

  private async run(connectionId: string): Promise<void> {
    const state = { again: true };
    this.#underWay.set(connectionId, state);
    try {
      while (state.again) {
        state.again = false;
        await this.doorbell.ring('events.route', { connectionId });
      }
    } catch (error) {
      this.log.error('doorbell.failed', { connection: connectionId, message: explain(error) });
    } finally {
      this.#underWay.delete(connectionId);
    }
  }
}
