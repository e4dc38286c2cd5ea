import { type JsonObject, listOr, objectOr } from '#core';
import type { Findings } from './findings.ts';
import type { Path } from './problems.ts';
import { didYouMean } from './suggest.ts';

/** Holds the chat model that verifies against the providers and routes, and against those who want to ask it. */
export function checkVerify(root: JsonObject, findings: Findings): void {
  const cache = objectOr(root.cache);
  const { mode, chat } = objectOr(cache.verify);
  const { model } = objectOr(chat);
  const path: Path = ['cache', 'verify', 'chat', 'model'];
  const asking = askingRoutes(root, findings, mode);
  if (typeof model === 'string' && model !== '') checkModel(path, model, root, findings);
  if (asksChat(mode) || asking.length > 0) {
    if (model === null || model === undefined) {
      const who = asksChat(mode) ? `cache.verify.mode is ${mode}` : `the route ${asking[0]} asks it`;
      findings.problem(path, `a chat model as provider/model, or the name of a route, because ${who}`);
    }
    warnOfSilence(cache, findings);
  } else if (typeof model === 'string') {
    findings.warning(path, 'is never asked while no cache.verify.mode is serial or race');
  }
}

const asksChat = (mode: unknown): boolean => mode === 'serial' || mode === 'race';

/** The routes that ask by a setting of their own. */
function askingRoutes(root: JsonObject, { problem }: Findings, mode: unknown): readonly unknown[] {
  return listOr(root.routes).flatMap((each, index) => {
    const route = objectOr(each);
    const { verify } = objectOr(route.cache);
    if (verify !== undefined && mode === 'off') {
      const expected = 'nothing while cache.verify.mode is off, which reads for no route; set that to local';
      problem(['routes', index, 'cache', 'verify'], expected);
    }
    return asksChat(verify) ? [route.model] : [];
  });
}

function checkModel(path: Path, model: string, root: JsonObject, { problem }: Findings): void {
  const routes = listOr(root.routes).map((route) => String(objectOr(route).model));
  const providers = Object.keys(objectOr(root.providers));
  if (routes.includes(model)) return;
  const slash = model.indexOf('/');
  if (slash < 0) {
    problem(path, `the name of a route, or provider/model${didYouMean(model, routes)}`);
    return;
  }
  const provider = model.slice(0, slash);
  if (!providers.includes(provider)) {
    const known = `a configured provider before the slash (${providers.join(', ')})`;
    problem(path, `${known}${didYouMean(provider, providers)}`);
  } else if (slash === model.length - 1) problem(path, `the name of a model after ${model}`);
}

/** Where no answer is served by its probability, there is nothing to ask about. */
function warnOfSilence(cache: JsonObject, { warning }: Findings): void {
  const path: Path = ['cache', 'verify', 'chat'];
  if (cache.mode === 'shadow') warning(path, 'is never asked in shadow mode, which serves nothing');
  else if (typeof cache.bound === 'number') {
    warning(path, 'is never asked while cache.bound decides, which knows no probabilities');
  }
}
