import type { OdooBill, OdooBooks, OdooLandedCosts } from '@mlc/mappings';

/** What the settings name of Odoo's books. */
export interface BooksAsked {
  vendor: string;
  /** Code of a purchase journal. */
  journal: string | null;
  /** ISO codes. */
  currencies: string[];
  /** Codes. */
  accounts: string[];
  /** Names of purchase taxes. */
  taxes: string[];
  /** Names of analytic accounts. */
  analytics: string[];
}

export interface BillAsked {
  ref: string;
  external_id: string;
  /** A bill that is known to be meant, whatever its reference says now. */
  move_id: number | null;
}

/** Vendor bills, and what they are made of. */
export interface OdooBooksReader {
  /** Ids of what is there; archived records do not count. */
  books(asked: BooksAsked): Promise<OdooBooks>;
  /** By reference: this vendor's bills and refunds under it, the known one and ours; cancelled ones too. */
  bills(vendorIds: number[], asked: BillAsked[]): Promise<Map<string, OdooBill[]>>;
  /** Whether landed costs can be made with the product of this internal reference, and those under these external ids. */
  landedCosts(asked: { product: string | null; externalIds: string[] }): Promise<OdooLandedCosts>;
}
