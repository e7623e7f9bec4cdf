/** Moments and days as people read and type them, in the office's time zone. Pure: zone, language and "now" arrive as arguments. */

export type Language = "ja" | "en";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const LOCAL = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/;
const MS_A_MINUTE = 60_000;

const WEEKDAYS: Record<Language, readonly string[]> = {
  ja: ["日", "月", "火", "水", "木", "金", "土"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};

const ERAS = [
  { name: "令和", first: 2019 },
  { name: "平成", first: 1989 },
  { name: "昭和", first: 1926 },
  { name: "大正", first: 1912 },
] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-21T10:30`, what a moment is called in `zone`. The empty text for anything that is not a moment. */
export function localOf(moment: string, zone: string): string {
  if (!MOMENT.test(moment)) return "";
  const instant = Date.parse(moment);
  return Number.isNaN(instant) ? "" : localOfInstant(instant, zone);
}

/** The moment, in UTC to the second, that is called `local` in `zone`. `null` for anything else than a date and a time. */
export function momentOf(local: string, zone: string): string | null {
  const match = LOCAL.exec(local);
  if (!match) return null;
  const wallClockMs = Date.parse(`${match[1]}T${match[2]}:00Z`);
  if (Number.isNaN(wallClockMs)) return null;
  // The offset is that of the moment itself, which is not known before: two steps suffice, as clocks change by less than a day.
  let instant = wallClockMs;
  for (let step = 0; step < 2; step += 1) {
    const called = Date.parse(`${localOfInstant(instant, zone)}:00Z`);
    instant += wallClockMs - called;
  }
  return momentOfInstant(instant);
}

/** The canonical spelling of an instant, to the minute: nobody writes a note to the second. */
export function momentOfInstant(instant: number): string {
  const minute = Math.floor(instant / MS_A_MINUTE) * MS_A_MINUTE;
  return new Date(minute).toISOString().replace(".000Z", "Z");
}

/** The day, `2026-11-21`, that `instant` falls on in `zone`. */
export function dayOf(instant: number, zone: string): string {
  return localOfInstant(instant, zone).slice(0, 10);
}

/** 「水」 */
export function weekdayWord(day: string, language: Language): string {
  return WEEKDAYS[language][new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";
}

/** `14:00` */
export function timeWords(moment: string, zone: string): string {
  return localOf(moment, zone).slice(11).replace(/^0/, "");
}

/** `11月21日(土)`, with the year where it is not that of `today`. */
export function dayWords(day: string, language: Language, today?: string): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  const weekday = WEEKDAYS[language][date.getUTCDay()];
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const sameYear = today?.startsWith(`${year}-`) ?? false;
  if (language === "ja") return `${sameYear ? "" : `${year}年`}${month}月${dayOfMonth}日(${weekday})`;
  const monthName = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" }).format(date);
  return `${weekday} ${dayOfMonth} ${monthName}${sameYear ? "" : ` ${year}`}`;
}

/** `11月21日(土) 14:00` */
export function momentWords(moment: string, zone: string, language: Language, today?: string): string {
  const local = localOf(moment, zone);
  return local === "" ? moment : `${dayWords(local, language, today)} ${timeWords(moment, zone)}`;
}

/** `2026年11月`, without the year where it is that of `today`. */
export function monthWords(month: string, language: Language, today?: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  const sameYear = today?.startsWith(`${year}-`) ?? false;
  if (language === "ja") return `${sameYear ? "" : `${year}年`}${number}月`;
  const monthName = new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(
    Date.UTC(year, number - 1),
  );
  return sameYear ? monthName : `${monthName} ${year}`;
}

const THIRDS: Record<Language, Record<string, string>> = {
  ja: { U: "上旬", M: "中旬", L: "下旬" },
  en: { U: "early", M: "mid-", L: "late" },
};

/** A due date as exact as it was given: `9月4日(水)`, `12月下旬`, `9月`, with the year where it is not that of `today`. */
export function dueWords(due: string, language: Language, today?: string): string {
  const third = THIRDS[language][due.slice(8)];
  if (due.length === 7) return monthWords(due, language, today);
  if (third === undefined) return dayWords(due, language, today);
  const month = monthWords(due, language, today);
  if (language === "ja") return `${month}${third}`;
  return third.endsWith("-") ? `${third}${month}` : `${third} ${month}`;
}

/** `昭和46年`: the era that a year began under goes by its last days, so 2019 is 令和元年, as offices write it. */
export function eraYear(year: number): string {
  const era = ERAS.find(({ first }) => year >= first);
  if (!era) return `${year}年`;
  return `${era.name}${year === era.first ? "元" : year - era.first + 1}年`;
}

/** Whole years from a birthday to `today`. */
export function ageOn(birthday: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4));
  return today.slice(5) < birthday.slice(5) ? years - 1 : years;
}

function localOfInstant(instant: number, zone: string): string {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatIn(zone).formatToParts(instant)) parts[type] = value;
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

function formatIn(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  return format;
}
