import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { toJson } from '@mlc/kernel';
import type { OperationRequest, ShipBobVariant } from '@mlc/mappings';
import { productSchema, type ShipBobProduct } from '../decode/product.js';
import type { Answer, ShipBobClient } from '../http/client.js';
import { searchVariants, skuKey } from '../read/variants.js';
import { afterSending, differenceText, type Handler, readBack, refusedCreate, rejected } from './handler.js';
import { createBody, newVariant, updateBody, variantDifferences } from './product-body.js';

type Create = OperationRequest<'shipbob.product.create'>;
type Update = OperationRequest<'shipbob.product.update'>;

/** POST /product, or POST /product/{id}/variants for one more variant. The answer counts as the read-back: it holds the ids and everything ShipBob took. */
export const createProduct: Handler<'shipbob.product.create'> = {
  async send(client, request, call) {
    const { product_id } = request;
    const sent = await client.write({
      method: 'POST',
      path: product_id === undefined ? '/product' : `/product/${product_id}/variants`,
      body: product_id === undefined ? createBody(client.traits, request) : [newVariant(client.traits, request)],
      priority: 'products',
      deadlineMs: call.deadlineMs,
      idempotent: false,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') return refusedCreate(sent.refusal, () => createProduct.lookup(client, request, call));
    const variant = variantIn(client, sent.answer, (candidate) => skuKey(candidate.sku) === skuKey(request.sku));
    if (variant === null) {
      return { kind: 'unknown', message: `ShipBob's answer does not show a variant with SKU ${request.sku}.` };
    }
    // Without it no receiving order can name the product; it is looked for again.
    if (variant.inventory_id === null) {
      return { kind: 'unknown', message: `ShipBob made SKU ${request.sku} but gave it no inventory id yet.` };
    }
    return { kind: 'confirmed', result: productResult(client, request, variant) };
  },

  async lookup(client, request, call) {
    const wanted = skuKey(request.sku);
    const near = await searchVariants(client, {
      filter: 'SKU',
      single: 'Search',
      values: [wanted],
      matches: (variant) => skuKey(variant.sku).toLowerCase() === wanted.toLowerCase(),
      priority: 'products',
      deadlineMs: call.deadlineMs,
    });
    const exact = near.filter((variant) => skuKey(variant.sku) === wanted);
    return lookedUp(client, request, exact, near);
  },
};

function lookedUp(
  client: ShipBobClient,
  request: Create,
  exact: ShipBobVariant[],
  near: ShipBobVariant[],
): LookupOutcome {
  const [only] = exact;
  if (only === undefined) {
    const [other] = near;
    if (other === undefined) return { kind: 'absent' };
    return conflict(`ShipBob has SKU ${other.sku}, which differs from ${request.sku} in its case only.`, near);
  }
  if (exact.length > 1) return conflict(`ShipBob has ${exact.length} variants with SKU ${request.sku}.`, exact);
  if (only.is_bundle) return conflict(`SKU ${request.sku} is a bundle at ShipBob.`, exact);
  return { kind: 'found', result: productResult(client, request, only) };
}

export const conflict = (message: string, variants: ShipBobVariant[]): LookupOutcome => ({
  kind: 'conflict',
  message,
  detail: toJson(variants),
});

function productResult(client: ShipBobClient, request: Create, variant: ShipBobVariant): EffectResult {
  const { product_id, variant_id, inventory_id, sku } = variant;
  return {
    remoteId: String(variant_id),
    data: { product_id, variant_id, inventory_id, sku },
    after: readBack(variant, variantDifferences(client.traits, request, variant)),
  };
}

/** Null when the answer is no product we can read: what happened is then looked for. */
export function variantIn(
  client: ShipBobClient,
  answer: Answer,
  isWanted: (variant: ShipBobVariant) => boolean,
): ShipBobVariant | null {
  const parsed = productSchema.safeParse(answer.json);
  if (!parsed.success) return null;
  const product: ShipBobProduct = parsed.data;
  client.products.remember(product.id, product.variants.length);
  return product.variants.find(isWanted) ?? null;
}

/**
 * PATCH /product/{id} with the one variant. The product's own name follows only when the product is known to have just
 * this variant. Absolute values, so it may be repeated.
 */
export const updateProduct: Handler<'shipbob.product.update'> = {
  async send(client, request, call) {
    const sent = await client.write({
      method: 'PATCH',
      path: `/product/${request.product_id}`,
      body: updateBody(client.traits, request, client.products.hasOneVariant(request.product_id)),
      priority: 'products',
      deadlineMs: call.deadlineMs,
      idempotent: true,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') {
      return rejected(sent.refusal, sent.refusal.status === 404 ? 'shipbob.not_found' : undefined);
    }
    const answered = variantIn(client, sent.answer, (candidate) => candidate.variant_id === request.variant_id);
    if (answered !== null) return updated(client, request, answered);
    return afterSending(async () => {
      const variant = await readVariant(client, request, call);
      return variant === null ? gone(request) : updated(client, request, variant);
    });
  },

  async lookup(client, request, call) {
    const variant = await readVariant(client, request, call);
    if (variant === null) {
      return { kind: 'conflict', message: goneText(request), detail: null };
    }
    const outcome = updated(client, request, variant);
    return outcome.kind === 'confirmed' ? { kind: 'found', result: outcome.result } : { kind: 'absent' };
  },
};

const goneText = ({ product_id, variant_id }: Update): string =>
  `ShipBob has no variant ${variant_id} in product ${product_id} any more (merged or moved?).`;

const gone = (request: Update): SendOutcome => ({
  kind: 'rejected',
  code: 'shipbob.not_found',
  message: goneText(request),
  detail: null,
});

async function readVariant(client: ShipBobClient, request: Update, call: CallContext): Promise<ShipBobVariant | null> {
  const { deadlineMs } = call;
  const answer = await client.readOne({ path: `/product/${request.product_id}`, priority: 'products', deadlineMs });
  if (answer === null) return null;
  return variantIn(client, answer, (candidate) => candidate.variant_id === request.variant_id);
}

/** Success is what is read back: a 200 whose product kept its old values is a refusal. */
function updated(client: ShipBobClient, request: Update, variant: ShipBobVariant): SendOutcome {
  const differences = variantDifferences(client.traits, request, variant);
  if (differences.length > 0) {
    return {
      kind: 'rejected',
      code: 'shipbob.not_taken',
      message: `ShipBob answered success but kept other values. ${differenceText(differences)}`,
      detail: toJson({ differences }),
    };
  }
  const { product_id, variant_id, inventory_id, sku } = variant;
  return {
    kind: 'confirmed',
    result: {
      remoteId: String(variant_id),
      data: { product_id, variant_id, inventory_id, sku },
      after: readBack(variant, []),
    },
  };
}
