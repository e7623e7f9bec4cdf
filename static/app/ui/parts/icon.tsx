/** The few drawings of the app. They stand beside words, never instead of them. */

const PATHS = {
  today: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M9 15l2 2 4-4",
  cases: "M4 5h6l2 3h8v11H4zM9 13h6M9 16h4",
  sync: "M5 10a7 7 0 0 1 12-3l2 2M19 4v5h-5M19 14a7 7 0 0 1-12 3l-2-2M5 20v-5h5",
  more: "M4 7h16M4 12h16M4 17h16",
  back: "M15 5l-7 7 7 7",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4",
  next: "M9 5l7 7-7 7",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
