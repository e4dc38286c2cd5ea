/** What an index thread is started with. */
export interface IndexThreadData {
  /** The module to load: hnswlib-node, or one with its interface. */
  readonly library: string;
  readonly graph: GraphShape;
  /** Where snapshots are kept, and of which embedding space; none without. */
  readonly snapshots: { readonly dir: string; readonly spaceId: string } | undefined;
}

/** What cannot change while a graph lives, and how hard it is searched. */
export interface GraphShape {
  readonly dimensions: number;
  /** Links of a node on each level above the lowest, which has twice as many. */
  readonly links: number;
  /** Candidates kept while a node is linked. */
  readonly efConstruction: number;
  /** Candidates kept while searching: recall against time. */
  readonly ef: number;
}

/** Vectors with the labels that stand for them, in ascending order of label. */
export interface Addition {
  readonly type: 'add';
  readonly index: number;
  readonly labels: Uint32Array;
  /** Record ids, kept for the snapshot only. */
  readonly ids: readonly string[];
  /** All vectors in one block. */
  readonly vectors: Float32Array;
  /** Labels below this one are settled once this is done: added, or never to come. */
  readonly upTo: number;
}

export interface SearchRequest {
  readonly type: 'search';
  readonly id: number;
  readonly index: number;
  readonly vector: Float32Array;
  readonly limit: number;
}

/**
 * An index is named by a number: those that the main thread asks for are positive, those read from snapshots negative.
 * Additions and removals of one index are done in the order sent; a search overtakes them.
 */
export type IndexRequest =
  | { readonly type: 'create'; readonly index: number; readonly partition: string; readonly capacity: number }
  | Addition
  | { readonly type: 'remove'; readonly index: number; readonly labels: Uint32Array }
  | SearchRequest
  | { readonly type: 'save'; readonly index: number }
  | { readonly type: 'drop'; readonly index: number; readonly forgetSnapshot: boolean }
  | { readonly type: 'close'; readonly save: readonly number[] };

/** Labels of the nearest vectors, nearest first, dead ones not among them. */
export interface Found {
  readonly labels: Uint32Array;
  /** Similarity of the last label. */
  readonly farthest: number;
}

/** Records of a snapshot from `label` on: an id (empty where the label is dead) and the checksum of its vector. */
export interface RestoredLabels {
  readonly label: number;
  readonly ids: readonly string[];
  readonly sums: Uint32Array;
}

export type IndexReply =
  /** The library cannot be loaded; the thread ends. */
  | { readonly type: 'missing'; readonly why: string }
  | {
      readonly type: 'restoring';
      readonly index: number;
      readonly partition: string;
      readonly labels: RestoredLabels;
    }
  | { readonly type: 'restored'; readonly index: number; readonly partition: string; readonly size: number }
  /** Snapshots are read; the thread takes requests. */
  | { readonly type: 'ready' }
  | { readonly type: 'added'; readonly index: number; readonly upTo: number }
  | { readonly type: 'found'; readonly id: number; readonly found: Found }
  | { readonly type: 'failed'; readonly id: number; readonly why: string }
  | { readonly type: 'trouble'; readonly what: string };
