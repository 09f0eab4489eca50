# syntax=docker/dockerfile:1
#
# One file, three images: bench (the research), api and etl (the services). Each holds compiled
# JavaScript, no development dependency, and of the engines only those that it needs; none runs as root.
#
#   docker build --target api -t viewmarks-api .

FROM node:24.13.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24.13.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

# What stores nothing needs no engine.
FROM dependencies AS api-dependencies
RUN rm -r node_modules/@chdb node_modules/chdb node_modules/@duckdb node_modules/@clickhouse node_modules/vertica-nodejs

# The native libraries of the embedded engines, 600 MB, are loaded only where one of them is opened.
FROM dependencies AS etl-dependencies
RUN rm -r node_modules/@chdb node_modules/@duckdb/node-bindings-*

FROM node:24.13.0-bookworm-slim AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=build /build/dist ./dist

FROM runtime AS api
COPY --from=api-dependencies /app/node_modules ./node_modules
USER 1000:1000
ENV API_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=2s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.API_PORT || 8080}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/commands/api.js"]

FROM runtime AS etl
COPY --from=etl-dependencies /app/node_modules ./node_modules
USER 1000:1000
ENV ETL_HTTP_HOST=0.0.0.0
HEALTHCHECK --interval=5s --timeout=2s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ETL_HTTP_PORT || 8090}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/commands/etl.js"]

FROM runtime AS bench
COPY --from=dependencies /app/node_modules ./node_modules
# A new volume takes over the owner of the folder that it covers.
RUN mkdir runs && chown 1000:1000 runs
USER 1000:1000
VOLUME /app/runs
ENTRYPOINT ["node", "--max-old-space-size=768", "dist/commands/bench.js"]
