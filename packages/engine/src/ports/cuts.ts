import type { StockCut } from '@mlc/mappings';

/** The cuts of stock that were taken: what two of them agree on may be acted on. */
export interface CutStore {
  /** The latest cut of a connection; null before the first. */
  latest(connectionId: string): Promise<StockCut | null>;
  /** Keeps the cut; older ones than the last few dozen are dropped. */
  save(connectionId: string, cut: StockCut): Promise<void>;
}
