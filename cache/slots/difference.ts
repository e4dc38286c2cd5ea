/**
 * How far a slot of two texts differs: not at all; in something that only the asked or only the cached text names
 * ("in 3 days" / "soon"); in what both name ("in 3 days" / "in 5 days"); or in something that only the cached text
 * names and that goes without saying ("the election of 2024" / "the election").
 */
export type Difference = 'none' | 'implied' | 'asked-only' | 'cached-only' | 'conflict';
