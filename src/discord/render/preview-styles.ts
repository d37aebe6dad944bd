/** The look of a message in Discord's app, in light and dark mode. */
export const PREVIEW_STYLES = `
.preview-discord { --dc-back: #fff; --dc-card: #f7f7f9; --dc-text: #2b2d31; --dc-quiet: #5c5f66; --dc-line: #d6d7dc; --dc-link: #0059c9; --dc-button: #e3e5e8; --dc-mark: #e6e8fd; }
@media (prefers-color-scheme: dark) {
  .preview-discord { --dc-back: #313338; --dc-card: #2b2d31; --dc-text: #dbdee1; --dc-quiet: #b5bac1; --dc-line: #4e5058; --dc-link: #55b0ff; --dc-button: #4e5058; --dc-mark: #3c4270; }
}
.preview-discord .dc-message { background: var(--dc-back); color: var(--dc-text); font: 16px/1.375 "gg sans", "Noto Sans", "Helvetica Neue", Helvetica, Arial, sans-serif; padding: 12px 16px; overflow-wrap: anywhere; }
.preview-discord .dc-author { margin-bottom: 4px; }
.preview-discord .dc-name { font-weight: 600; }
.preview-discord .dc-app { background: #4752c4; color: #fff; border-radius: 4px; font-size: 11px; font-weight: 600; margin-left: 6px; padding: 1px 5px; }
.preview-discord .dc-container { background: var(--dc-card); border: 1px solid var(--dc-line); border-radius: 8px; max-width: 600px; padding: 16px; }
.preview-discord .dc-accent { border-left: 4px solid #c0392b; }
.preview-discord .dc-text p, .preview-discord .dc-text h3, .preview-discord .dc-text ul, .preview-discord .dc-text blockquote { margin: 0; }
.preview-discord .dc-text h3 { font-size: 18px; line-height: 1.4; margin: 4px 0; }
.preview-discord .dc-text ul { margin: 2px 0; padding-left: 20px; }
.preview-discord .dc-text li { margin: 3px 0; }
.preview-discord .dc-text blockquote { border-left: 4px solid var(--dc-line); margin: 2px 0; padding-left: 12px; }
.preview-discord .dc-text .dc-small { color: var(--dc-quiet); font-size: 13px; }
.preview-discord .dc-gap { height: 12px; }
.preview-discord a { color: var(--dc-link); }
.preview-discord .dc-time, .preview-discord .dc-mention { background: var(--dc-mark); border-radius: 3px; padding: 0 2px; }
.preview-discord .dc-separator { border: 0; border-top: 1px solid var(--dc-line); margin: 12px 0; }
.preview-discord .dc-row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }
.preview-discord .dc-button { background: var(--dc-button); border-radius: 8px; font-size: 14px; font-weight: 500; padding: 6px 14px; }
.preview-discord .dc-menu { border: 1px solid var(--dc-line); border-radius: 8px; flex: 1; font-size: 14px; padding: 8px 12px; }
.preview-discord .dc-menu ul { list-style: none; margin: 6px 0 0; padding: 6px 0 0; border-top: 1px solid var(--dc-line); }
`;
