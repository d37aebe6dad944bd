# syntax=docker/dockerfile:1
# The bot in an image: it runs as nobody in particular, and writes to /content, /data and /tmp only.
# The base brings the runtime. Its version is the one that package.json has for development.
ARG NODE_VERSION=24.21.0

# Production packages only. None is built and none runs a script, so that they are the same on amd64 and arm64.
FROM --platform=$BUILDPLATFORM node:${NODE_VERSION}-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# Types and source maps are for development; licenses stay.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
RUN echo "production packages: $(du -sm node_modules | cut -f1) MB"

FROM node:${NODE_VERSION}-slim
# Nothing is installed or built from here on: node --run starts the other programs.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
RUN mkdir -p /content /data && chown 1000:1000 /content /data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json node-guard.cjs LICENSE ./
COPY src src
COPY commands commands
COPY --chown=1000:1000 content /content
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 CONTENT_DIR=/content DATA_DIR=/data
USER 1000:1000
VOLUME ["/content", "/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--optimize-for-size", "--max-semi-space-size=1", "--v8-pool-size=1", "-r", "./node-guard.cjs", "src/bin/main.ts"]
