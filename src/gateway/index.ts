export { createAnswerChat } from './answer-chat.ts';
export type { AnswerChatParts, CostOf } from './asked.ts';
export type { CallUpstreamParts } from './call-upstream.ts';
export type { ChatCall, GatewayAnswer } from './chat-call.ts';
export { type ForwardCall, forward } from './forward.ts';
export { requireModelAccess } from './model-access.ts';
export type { AttemptRecord, GatewayObserver, UsageRecord } from './observer.ts';
export type { GreyZone } from './verify/grey-zone.ts';
export { createVerdictMemory } from './verify/verdict-memory.ts';
