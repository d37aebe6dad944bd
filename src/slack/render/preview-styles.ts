/** The preview's stylesheet: close enough to Slack to judge a message by, in light and dark mode. */
export const PREVIEW_STYLES = `
.preview-slack { --paper: #fff; --ink: #1d1c1d; --quiet: #616061; --line: #dddddd; --link: #1264a3; --mark: #f8f8f8;
  max-width: 40rem; color: var(--ink); font: 15px/1.47 Lato, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
.preview-slack p, .preview-slack ul, .preview-slack blockquote { margin: 0; }
.preview-slack .message, .preview-slack .home { display: flex; gap: 8px; padding: 8px 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.preview-slack .home { display: block; padding: 12px 20px; }
.preview-slack .body { flex: 1; min-width: 0; }
.preview-slack .avatar { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #1f2937; color: #fff; font: 700 20px/36px Georgia, serif; text-align: center; }
.preview-slack .whose { color: var(--quiet); font-size: 12px; }
.preview-slack .app { padding: 0 3px; border-radius: 2px; background: var(--line); color: var(--ink); font-size: 10px; font-weight: 700; text-transform: uppercase; }
.preview-slack .header { margin: 8px 0; font-size: 18px; font-weight: 900; line-height: 1.3; }
.preview-slack .rich { margin: 8px 0; }
.preview-slack .rich p { min-height: 1em; }
.preview-slack ul { padding: 0 0 0 26px; list-style: disc; }
.preview-slack blockquote { margin: 4px 0; padding: 0 0 0 12px; border-left: 4px solid var(--line); }
.preview-slack code { padding: 1px 4px; border: 1px solid var(--line); border-radius: 3px; background: var(--mark); font-size: 12px; }
.preview-slack a { color: var(--link); }
.preview-slack .context { margin: 8px 0; color: var(--quiet); font-size: 13px; }
.preview-slack .presses { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 4px; }
.preview-slack .input { display: grid; gap: 4px; margin: 12px 0; }
.preview-slack .press, .preview-slack .select, .preview-slack .field { display: inline-block; max-width: 100%; padding: 4px 12px; border: 1px solid var(--quiet); border-radius: 4px; background: var(--paper); font-size: 13px; font-weight: 700; }
.preview-slack .select, .preview-slack .field { min-height: 1.5em; font-weight: 400; }
.preview-slack .select::after { content: " ▾"; }
.preview-slack .primary { border-color: #007a5a; background: #007a5a; color: #fff; }
.preview-slack .modal { max-width: 520px; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.preview-slack .bar { padding: 16px 20px; border-bottom: 1px solid var(--line); font-size: 18px; font-weight: 900; }
.preview-slack .scroll { padding: 8px 20px; }
.preview-slack .foot { display: flex; justify-content: flex-end; gap: 8px; padding: 12px 20px; border-top: 1px solid var(--line); }
.preview-slack hr { border: 0; border-top: 1px solid var(--line); }
@media (prefers-color-scheme: dark) {
  .preview-slack { --paper: #1a1d21; --ink: #d1d2d3; --quiet: #ababad; --line: #42464b; --link: #58a6e0; --mark: #222529; }
}
`;
