# The gateway and its workers: `docker build -t reprise .`, or by docker-compose.yml. See docs/deploy.md.
# Tag: hub.docker.com/_/node/tags has 24.20.0 on trixie (looked at 2026-11-21).
ARG NODE_TAG=24.20.0-trixie

# The packages of the running program. The full image has g++, make and python3, which hnswlib-node is compiled with.
FROM node:${NODE_TAG} AS packages
WORKDIR /app
# onnxruntime-node would otherwise download its CUDA build; .npmrc says so to npm 10 and 11, this to later ones.
ENV ONNXRUNTIME_NODE_INSTALL=skip
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY deploy/prune-packages.mjs deploy/
# hnswlib-node is optional to npm, not to this image.
RUN node deploy/prune-packages.mjs node_modules && node -e "require('hnswlib-node')"

# The program. Nothing is compiled but TypeScript, so no install script has to run.
FROM node:${NODE_TAG} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
RUN PATH="$PATH:/app/node_modules/.bin" node scripts/build.mjs

FROM node:${NODE_TAG}-slim
LABEL org.opencontainers.image.title="Reprise" \
      org.opencontainers.image.description="A gateway for LLM traffic with a semantic cache at its centre" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    REPRISE_HOST=0.0.0.0 \
    REPRISE_PORT=8080 \
    REPRISE_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY LICENSE deploy/healthcheck.mjs ./
# A new volume takes its owner and mode from here.
RUN install -d -o node -g node -m 700 /data
# Numbers, because Kubernetes' runAsNonRoot cannot tell who a name is; 1000 is the image's `node`.
USER 1000:1000
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["start"]
