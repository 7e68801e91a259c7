import type { EffectResult, LookupOutcome } from '@mlc/engine';
import type { OperationRequest, ShipBobVariant } from '@mlc/mappings';
import type { ShipBobClient } from '../http/client.js';
import { searchVariants, skuKey } from '../read/variants.js';
import { afterSending, type Handler, readBack, refusedCreate, rejected } from './handler.js';
import { bundleBody } from './product-body.js';
import { conflict, variantIn } from './products.js';

type Create = OperationRequest<'shipbob.bundle.create'>;
type Delete = OperationRequest<'shipbob.bundle.delete'>;

/** POST /product with type 2. The answer counts as the read-back; a bundle has no inventory id of its own. */
export const createBundle: Handler<'shipbob.bundle.create'> = {
  async send(client, request, call) {
    const sent = await client.write({
      method: 'POST',
      path: '/product',
      body: bundleBody(request),
      priority: 'products',
      deadlineMs: call.deadlineMs,
      idempotent: false,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') return refusedCreate(sent.refusal, () => createBundle.lookup(client, request, call));
    const variant = variantIn(client, sent.answer, (candidate) => skuKey(candidate.sku) === skuKey(request.sku));
    if (variant === null) {
      return { kind: 'unknown', message: `ShipBob's answer does not show a bundle with SKU ${request.sku}.` };
    }
    return { kind: 'confirmed', result: bundleResult(request, variant) };
  },

  async lookup(client, request, call) {
    const found = await bySku(client, request.sku, call.deadlineMs);
    const [only] = found;
    if (only === undefined) return { kind: 'absent' };
    if (found.length > 1) return conflict(`ShipBob has ${found.length} variants with SKU ${request.sku}.`, found);
    if (!only.is_bundle) return conflict(`SKU ${request.sku} is no bundle at ShipBob.`, found);
    if (!isMadeOf(only, request)) return conflict(`Bundle ${request.sku} is made of other components.`, found);
    return { kind: 'found', result: bundleResult(request, only) };
  },
};

const bySku = (client: ShipBobClient, sku: string, deadlineMs: number): Promise<ShipBobVariant[]> =>
  searchVariants(client, {
    filter: 'SKU',
    single: 'Search',
    values: [skuKey(sku)],
    matches: (variant) => skuKey(variant.sku) === skuKey(sku),
    priority: 'products',
    deadlineMs,
  });

function isMadeOf(variant: ShipBobVariant, { components }: Create): boolean {
  const parts = variant.bundle ?? [];
  return (
    parts.length === components.length &&
    components.every((part) =>
      parts.some(({ variant_id, quantity }) => variant_id === part.variant_id && quantity === part.quantity),
    )
  );
}

function bundleResult(request: Create, variant: ShipBobVariant): EffectResult {
  const { product_id, variant_id, inventory_id, sku } = variant;
  const { components } = request;
  const differences = isMadeOf(variant, request)
    ? []
    : [{ field: 'bundle_definition', asked: components, got: variant.bundle ?? [] }];
  return {
    remoteId: String(variant_id),
    data: { product_id, variant_id, inventory_id, sku },
    after: readBack(variant, differences),
  };
}

/** DELETE /product/{id}, which ShipBob allows for bundles only. Done is what is no longer there. */
export const deleteBundle: Handler<'shipbob.bundle.delete'> = {
  async send(client, request, call) {
    const sent = await client.write({
      method: 'DELETE',
      path: `/product/${request.product_id}`,
      priority: 'products',
      deadlineMs: call.deadlineMs,
      idempotent: true,
    });
    if (sent.kind === 'unknown') return sent;
    return afterSending(async () => {
      const now = await deleteBundle.lookup(client, request, call);
      if (now.kind === 'found') return { kind: 'confirmed', result: now.result };
      if (sent.kind === 'refused') return rejected(sent.refusal);
      return {
        kind: 'rejected',
        code: 'shipbob.not_taken',
        message: `ShipBob answered success to deleting bundle ${request.sku}, but it is still there.`,
        detail: null,
      };
    });
  },

  async lookup(client, request, call): Promise<LookupOutcome> {
    const answer = await client.readOne({
      path: `/product/${request.product_id}`,
      priority: 'products',
      deadlineMs: call.deadlineMs,
    });
    const variant =
      answer === null ? null : variantIn(client, answer, (candidate) => candidate.variant_id === request.variant_id);
    return variant === null ? { kind: 'found', result: goneResult(request) } : { kind: 'absent' };
  },
};

const goneResult = ({ variant_id, sku }: Delete): EffectResult => ({
  remoteId: String(variant_id),
  data: { variant_id, sku },
  after: null,
});
