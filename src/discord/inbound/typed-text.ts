/**
 * What a person typed, from what Discord sends: references as people see them, as far as that is possible without
 * calling Discord. https://docs.discord.com/developers/reference#message-formatting-formats
 */
export function typedText(text: string): string {
  return text
    .replace(/<@[!&]?(\d+)>/g, "@$1")
    .replace(/<#(\d+)>/g, "#$1")
    .replace(/<id:\w+>/g, "#channel")
    .replace(/<a?:(\w+):\d+>/g, " :$1: ")
    .replace(/<\/([^:<>]+):\d+>/g, "/$1")
    .replace(/<t:-?\d+(?::[tTdDfFR])?>/g, " ")
    .replace(/<(https?:\/\/[^\s<>]+)>/g, "$1");
}
