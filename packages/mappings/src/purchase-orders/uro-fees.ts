import type { PlanContext, Settings } from '../settings.js';

type Fee = Settings['wro']['uro_fees'][keyof Settings['wro']['uro_fees']];

/** One reason for which ShipBob may put goods on hold, with what that costs by the settings. */
export interface Risk {
  what: string;
  /** Dollars. */
  fee: number;
}

/** What goods on hold cost until they are settled: once, and for each day after the free hours. */
export const feeOf = ({ start, per_day, free_hours }: Fee, { settings }: PlanContext): number => {
  const days = Math.max(0, settings.wro.uro_days - free_hours / 24);
  return Math.round((start + per_day * days) * 100) / 100;
};
