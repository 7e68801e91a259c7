interface Day {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, made);
  return made;
}

/** What a clock on the wall there shows, as if it were UTC. */
function wallMs(at: Date, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

/** The day that it is there. */
export function dayIn(zone: string, at: Date): Day {
  const wall = new Date(wallMs(at, zone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** The instant at which a clock there shows this hour of the day; for an hour that summer time skips, the one before. */
export function atHour(zone: string, { year, month, day }: Day, hour: number): Date {
  const wall = Date.UTC(year, month - 1, day, hour);
  // The offset of the guess may be that of the other side of a change of clocks; a second step settles it.
  const guess = wall - offsetMs(zone, new Date(wall));
  return new Date(wall - offsetMs(zone, new Date(guess)));
}

const offsetMs = (zone: string, at: Date): number => wallMs(at, zone) - Math.floor(at.getTime() / 1000) * 1000;

/** The next weekday after the day that it is there. */
export function nextWeekday({ year, month, day }: Day): Day {
  const next = new Date(Date.UTC(year, month - 1, day));
  do next.setUTCDate(next.getUTCDate() + 1);
  while (next.getUTCDay() === 0 || next.getUTCDay() === 6);
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() };
}
