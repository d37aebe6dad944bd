export { createSlack, type SlackOptions } from "./adapter.ts";
export { renderMessage, type SlackMessage } from "./render.ts";
