/** What was opened, closed in reverse order. */
export interface Closer {
  readonly add: (name: string, close: () => Promise<void>) => void;
  /** Closes everything; one that fails does not keep the others open. */
  readonly close: () => Promise<void>;
}

export function createCloser(onFailure: (name: string, error: unknown) => void): Closer {
  const opened: { name: string; close: () => Promise<void> }[] = [];
  return {
    add: (name, close) => opened.push({ name, close }),
    close: async () => {
      for (const { name, close } of opened.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          onFailure(name, error);
        }
      }
    },
  };
}
