import { spawn } from "node:child_process";

/** Opens an address in the person's browser; undefined on a machine without a desktop. */
export function browserOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string>>,
): ((address: string) => void) | undefined {
  const [command, ...args] =
    platform === "darwin"
      ? ["open"]
      : platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler"]
        : env.DISPLAY || env.WAYLAND_DISPLAY
          ? ["xdg-open"]
          : [];
  if (command === undefined) return undefined;
  return (address) => {
    const child = spawn(command, [...args, address], { env, stdio: "ignore", detached: true });
    // The address is on the screen anyway.
    child.on("error", () => {});
    child.unref();
  };
}
