/**
 * Whether the tests of a service have to run: `REPRISE_TEST_REQUIRE_SERVICES` names them, separated by spaces. Then a
 * server that is missing fails the tests that need it, instead of skipping them.
 */
export const isRequired = (service: 'redis' | 'postgres' | 'weaviate'): boolean =>
  (process.env.REPRISE_TEST_REQUIRE_SERVICES ?? '').split(/[\s,]+/).includes(service);
