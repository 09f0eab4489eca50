/** Every platform a mark may come from. In `MarkColumns` a platform is its index here. */
export const PLATFORMS = ['web', 'ios', 'android', 'tv'] as const;

export type Platform = (typeof PLATFORMS)[number];

/** The index of a platform name in {@link PLATFORMS}; undefined for any other text. */
export function platformCode(name: string): number | undefined {
  const code = (PLATFORMS as readonly string[]).indexOf(name);
  return code < 0 ? undefined : code;
}
