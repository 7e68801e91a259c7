/** This Odoo record is that ShipBob record; `data` is what is known of the latter. */
export interface SeenLink {
  odooModel: string;
  odooId: number;
  shipbobType: string;
  shipbobId: string;
  data: Record<string, unknown>;
}
