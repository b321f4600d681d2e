# syntax=docker/dockerfile:1
# CodePix, the clearing service. Build from the top folder:
#   docker build -f deploy/codepix.Dockerfile -t codepix .

FROM rust:1.96-bookworm AS build
WORKDIR /app
COPY . .
# The caches stay on the build host; what the image needs is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/app/target,sharing=locked \
    cargo build --release --locked -p codepix \
    && install -D target/release/codepix /out/codepix

FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
COPY --from=build /out/codepix /app/codepix
ENV CODEPIX_GRPC_ADDR=0.0.0.0:50051 \
    CODEPIX_HTTP_ADDR=0.0.0.0:8080
EXPOSE 50051 8080
STOPSIGNAL SIGTERM
# No shell in this image: every command is in exec form.
ENTRYPOINT ["/app/codepix"]
CMD ["serve"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/app/codepix", "healthcheck"]
