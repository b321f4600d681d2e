# syntax=docker/dockerfile:1
# A bank's program and its pages. One image serves any bank: environment tells them apart.
# Build from the top folder:
#   docker build -f deploy/bank.Dockerfile -t codepix-bank .

FROM node:22-bookworm-slim AS node

FROM rust:1.96-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
# With it set-up downloads cargo-leptos and wasm-bindgen built, instead of building them here.
RUN curl -sSfL --proto '=https' --tlsv1.2 \
    https://raw.githubusercontent.com/cargo-bins/cargo-binstall/main/install-from-binstall-release.sh \
    | bash
# Pages and server are built in one folder: the addresses of server functions hash its path.
WORKDIR /app
ENV CODEPIX_CACHE=/opt/codepix \
    PATH=/opt/codepix/bin:/app/style/node_modules/.bin:$PATH
# Only what set-up reads, so that a change of the sources keeps the tools' layer.
COPY Cargo.toml Cargo.lock ./
COPY scripts/env.sh scripts/setup.sh scripts/
COPY style/package.json style/package-lock.json style/.npmrc style/
RUN scripts/setup.sh run
COPY . .
# The caches stay on the build host; what the image needs is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/app/target,sharing=locked \
    cargo leptos build --release --precompress --frontend-only \
    && cargo build --release --locked -p bank-app --features ssr \
    && install -D target/release/bank-app /out/bank-app \
    && cp -r target/site /out/site

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=build /out/bank-app /app/bank-app
COPY --from=build /out/site /app/site
ENV LEPTOS_SITE_ROOT=/app/site \
    LEPTOS_SITE_ADDR=0.0.0.0:3000
EXPOSE 3000
STOPSIGNAL SIGTERM
# No shell in this image: every command is in exec form.
ENTRYPOINT ["/app/bank-app"]
CMD ["serve"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/app/bank-app", "healthcheck"]
