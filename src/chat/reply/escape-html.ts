/** Text escaped for HTML, including attributes. Our own, since this folder may not import a package for markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
