/**
 * What is seen of goods beyond their names and codes: measures, packagings, kits, lots. Each part is absent where it was
 * not read, because no setting asks for it or the module is not there.
 */

/** Length, width and height in one unit. */
export interface Measures {
  length: number;
  width: number;
  height: number;
}

export interface KitComponent {
  product_id: number;
  /** Pieces in one kit, in the component's own unit. */
  quantity: number;
}

export interface OdooGoodsFacts {
  template?: { id: number; name: string };
  /** Complete name of the category, e.g. `All / Kitchen`. */
  category?: string | null;
  /** Barcodes of its packagings (up to 18) or of its other units (19). */
  packaging_barcodes?: string[];
  /** In the unit of the settings; null when a field is empty. */
  dimensions?: Measures | null;
  /** Odoo's expiration times, in days; null without expiration dates. */
  shelf_life_days?: {
    use_time: number;
    removal_time: number;
    alert_time: number;
    expiration_time: number;
  } | null;
  /** A kit's components, nested kits opened; null when it is no kit. */
  kit?: { components: KitComponent[]; problem: string | null } | null;
}

export interface ShipBobGoodsFacts {
  /** Inches. */
  dimensions_in?: Measures | null;
  /** ShipBob's staff measured it: own values no longer apply. */
  measures_locked?: boolean;
  minimum_shelf_life_days?: number | null;
  serial_scan?: boolean;
  /** Lower-case names (`restock`); null where ShipBob names none. */
  return_actions?: { primary: string | null; backup: string | null; instructions: string | null };
  /** What a bundle is made of. */
  bundle?: { variant_id: number; quantity: number }[];
  /** Variants that were merged into this one. */
  merged?: { variant_id: number | null; sku: string | null }[];
  /** On its way by receiving orders and transfers; absent when not looked for. */
  awaiting_qty?: number;
}

/** A lot of goods that are expected, as the receipt's lines name it. */
export interface ExpectedLot {
  name: string;
  /** ISO 8601; null where Odoo keeps none. */
  expiration_date: string | null;
  /** In the product's UoM. */
  quantity: number;
}
