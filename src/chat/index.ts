export type { About, ChatAdapter, Posted } from "./adapter.ts";
export type { Ask, Choice, Option, Options, Spec, Stub, UnderstoodAsk } from "./ask.ts";
export type { Bot } from "./bot.ts";
export { ChatError, type ChatTrouble } from "./error.ts";
export { fit, isPassedOver, pointsIn, skip } from "./fit.ts";
export type { Asker, Place } from "./place.ts";
export { plain } from "./plain.ts";
export type { Action, Block, Cited, Form, Line, ListItem, Note, Reply } from "./reply.ts";
export { fitsToken, pack, TOKEN_BYTES, unpack } from "./token.ts";
