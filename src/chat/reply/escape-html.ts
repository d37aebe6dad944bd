/** Text for HTML, in attributes too. A line of our own: the room has no package for markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
