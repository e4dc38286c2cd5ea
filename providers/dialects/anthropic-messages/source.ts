import { type JsonObject, type JsonValue, objectOr, type Source } from '#core';

/** The source of an image or a document; undefined for one that only this provider knows (`file`, `content`, `text`). */
export function decodeSource(value: JsonValue | undefined): Source | undefined {
  const { type, url, media_type: mediaType, data } = objectOr(value);
  if (type === 'url' && typeof url === 'string') return { type: 'url', url };
  if (type === 'base64' && typeof mediaType === 'string' && typeof data === 'string') {
    return { type: 'base64', mediaType: mediaType.toLowerCase(), data };
  }
  return undefined;
}

export function encodeSource(source: Source): JsonObject {
  return source.type === 'url'
    ? { type: 'url', url: source.url }
    : { type: 'base64', media_type: source.mediaType, data: source.data };
}
