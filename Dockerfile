# docker build -t election-war-room .
# docker run -p 127.0.0.1:8080:8080 -v warroom:/data election-war-room
#
# One node with the embedded store; with STORE it is one of many (see compose.yaml).

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY client/package.json client/
COPY e2e/package.json e2e/
COPY scripts/lib scripts/lib
COPY scripts/install-production.mjs scripts/

# The product, built by the same script as everywhere.
FROM packages AS build
RUN ["node", "--input-type=module", "--eval", "await (await import('/app/scripts/lib/install.mjs')).ensureInstalled()"]
COPY . .
RUN ["node", "scripts/build.mjs"]

# What the server needs while it runs: no compiler, no client libraries, no prebuilt code of other machines.
FROM packages AS production
RUN ["node", "scripts/install-production.mjs"]

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node -m 700 /data \
 && printf '#!/bin/sh\nexec node --disable-warning=ExperimentalWarning /app/server/dist/cli.js "$@"\n' >/usr/local/bin/warroom \
 && chmod 755 /usr/local/bin/warroom
COPY LICENSE ./
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/server/package.json server/package.json
COPY --from=production /app/server/node_modules server/node_modules
COPY server/elections server/elections
COPY --from=build /app/server/dist server/dist
COPY --from=build /app/client/dist client/dist
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node 22 still calls its SQLite experimental, at every start.
CMD ["node", "--disable-warning=ExperimentalWarning", "server/dist/main.js"]
