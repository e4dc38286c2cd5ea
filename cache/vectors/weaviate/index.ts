export { createWeaviateVectorStore, type WeaviateVectorStoreOptions } from './weaviate-vector-store.ts';
