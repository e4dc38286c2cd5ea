import { type JsonObject, listOr, objectOr } from '#core';
import { checkUnique, checkWeights, type Findings } from './findings.ts';
import type { Path } from './problems.ts';
import { didYouMean } from './suggest.ts';

/** Holds the routes against each other and against the providers that they name. */
export function checkRoutes(root: JsonObject, findings: Findings): void {
  const routes = listOr(root.routes).map(objectOr);
  const models = routes.map((route, index) => [['routes', index, 'model'], route.model] as const);
  checkUnique(models, 'a model that no other route has', findings);
  routes.forEach((route, index) => {
    const { model } = route;
    if (typeof model === 'string' && model.includes('/')) {
      const expected = 'a name without a slash; provider/model is how clients name a target directly';
      findings.problem(['routes', index, 'model'], expected);
    }
    checkTargets(['routes', index, 'targets'], route, objectOr(root.providers), findings);
  });
}

function checkTargets(path: Path, route: JsonObject, providers: JsonObject, findings: Findings): void {
  const targets = listOr(route.targets).map(objectOr);
  const names = Object.keys(providers);
  targets.forEach(({ provider }, index) => {
    if (typeof provider !== 'string') return;
    if (!names.includes(provider)) {
      const known = `a configured provider (${names.join(', ')})${didYouMean(provider, names)}`;
      findings.problem([...path, index, 'provider'], known);
    }
  });
  const both = targets.map(
    ({ provider, model }, index) =>
      [
        [...path, index] as Path,
        typeof provider === 'string' && typeof model === 'string' ? `${provider}/${model}` : undefined,
      ] as const,
  );
  checkUnique(both, 'a target that the route does not have yet', findings);
  checkWeights(path, targets, findings);
}
