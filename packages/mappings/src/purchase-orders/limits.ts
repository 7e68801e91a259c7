/** Boxes in one WRO of type Package (ShipBob docs, guide "receiving"). */
export const BOXES_MAX = 50;
/** Different SKUs in one WRO (ShipBob release notes, WRO_UNIQUE_SKU_LIMIT_EXCEEDED). */
export const SKUS_MAX = 10_000;
