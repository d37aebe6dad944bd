/** The path that Slack calls over HTTP, for events, commands and interactions. */
export const EVENTS_PATH = "/slack/events";
