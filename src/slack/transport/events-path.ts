/** Where Slack calls, in every mode that calls by HTTP. */
export const EVENTS_PATH = "/slack/events";
