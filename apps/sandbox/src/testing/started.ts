import { z } from 'zod';
import { SandboxAdmin } from '../admin/client.js';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox.js';

/** A started sandbox for tests, with a caller and the admin client. Shared by the tests of this app. */
export class Started {
  private constructor(
    readonly sandbox: Sandbox,
    readonly shipbobUrl: string,
    readonly odooUrl: string,
    readonly admin: SandboxAdmin,
  ) {}

  static async start(options: SandboxOptions = {}): Promise<Started> {
    const sandbox = createSandbox({ openapi: 'auto', ...options });
    const { shipbobUrl, odooUrl, adminUrl } = await sandbox.start();
    return new Started(sandbox, shipbobUrl, odooUrl, new SandboxAdmin(adminUrl));
  }

  /** Accepts any answer of an admin call. */
  static readonly anything = z.unknown();

  /** Stops, and fails when ShipBob's OpenAPI documents forbid something that was answered or taken (where they are at hand). */
  async stop(): Promise<void> {
    await this.sandbox.stop();
    const violations = (this.sandbox.judge?.violations() ?? []).filter(
      (violation) => violation.side === 'sandbox' || !violation.refused,
    );
    if (violations.length > 0) throw new Error(`Against the OpenAPI documents: ${JSON.stringify(violations, null, 1)}`);
  }

  /** One call; `path` begins with the version. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${this.shipbobUrl}/${path}`, {
      method,
      headers: {
        authorization: 'Bearer sandbox-pat',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  /** Creates a product and returns its ids. */
  async product(
    sku: string,
    more: Record<string, unknown> = {},
  ): Promise<{ productId: number; variantId: number; inventoryId: number }> {
    const made = await this.admin.shipbob.createProduct({ name: `Product ${sku}`, variants: [{ sku, ...more }] });
    const variant = made.variants[0];
    const inventoryId = variant?.inventory.inventory_id;
    if (variant === undefined || !inventoryId) throw new Error(`The sandbox made no stocked variant for ${sku}`);
    return { productId: made.id, variantId: variant.id, inventoryId };
  }

  /** A date that many days ahead on the sandbox clock. */
  inDays(days: number): string {
    return new Date(this.sandbox.core.clock.now().getTime() + days * 86_400_000).toISOString();
  }

  /** A body of POST /receiving with one box. */
  wroBody(
    number: string | null,
    items: { inventory_id: number; quantity: number }[],
    more: Record<string, unknown> = {},
  ) {
    return {
      fulfillment_center: { id: 10 },
      package_type: 'Package',
      box_packaging_type: 'EverythingInOneBox',
      expected_arrival_date: this.inDays(10),
      purchase_order_number: number,
      boxes: [{ tracking_number: '1Z999AA10123456784', box_items: items }],
      ...more,
    };
  }
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** undefined when the body is no JSON. */
  json: unknown;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
