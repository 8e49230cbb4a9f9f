# Builds on the machine's own Node; runs on the Node that package.json pins, as an ordinary account, with its own folders only.
FROM node:24-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /holdspace
COPY . .
RUN node scripts/setup.mjs

FROM debian:bookworm-slim
# What a media worker compiled here is linked to; the downloaded one needs none of it.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libuv1 libssl3 libsrtp2-1 libabsl20220623 libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin holdspace \
 && install -d -o holdspace -g holdspace -m 0700 /data
WORKDIR /holdspace
COPY --from=build /holdspace/package.json ./
COPY --from=build /holdspace/node_modules node_modules
COPY --from=build /holdspace/build/mediasoup-worker build/mediasoup-worker
COPY --from=build /holdspace/dist dist
COPY --from=build /holdspace/crdt crdt
COPY --from=build /holdspace/media media
COPY --from=build /holdspace/db db
COPY --from=build /holdspace/server server
USER holdspace
ENV DATA_DIR=/data PORT=3000
VOLUME /data
EXPOSE 3000/tcp 44444/udp 44444/tcp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
  CMD ["node_modules/.bin/node", "-e", "fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node_modules/.bin/node", "server/main.ts"]
