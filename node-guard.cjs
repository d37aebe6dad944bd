// Plain JavaScript that every Node reads: says what is wrong before an old one fails on TypeScript.
"use strict";
const least = 24;
const major = Number(process.versions.node.split(".")[0]);
if (major < least) {
  const how = "npm ci installs one that npm start and npm test use; or install Node";
  console.error(`Nutgraf needs Node ${least} or newer; this is Node ${process.versions.node}: ${how} ${least}.`);
  process.exit(1);
}
// Caches the stripped types for later starts.
require("node:module").enableCompileCache();
