/** What was begun of each id, to leave out older versions that come late. */
export interface NewestOnly {
  /** Whether a newer version of the id was begun; if not, this one counts as begun. */
  readonly isLate: (version: JobVersion) => boolean;
}

export interface JobVersion {
  readonly id: string;
  /** Grows from one version to the next, such as the time it was made. */
  readonly at: number;
}

/** @param max ids remembered, those begun last */
export function createNewestOnly(max: number): NewestOnly {
  const begun = new Map<string, number>();
  return {
    isLate: ({ id, at }) => {
      const newest = begun.get(id);
      if (newest !== undefined && newest > at) return true;
      begun.delete(id);
      begun.set(id, at);
      const oldest = begun.size > max ? begun.keys().next().value : undefined;
      if (oldest !== undefined) begun.delete(oldest);
      return false;
    },
  };
}
