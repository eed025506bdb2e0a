# syntax=docker/dockerfile:1
# Two stages: the first turns sources into wheels, the second holds Python, the wheels' content and nothing to build with.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS build
WORKDIR /src
COPY requirements/lock.txt requirements/
RUN pip wheel --no-cache-dir --require-hashes --requirement requirements/lock.txt --wheel-dir /wheels \
 && pip install --no-cache-dir --no-index --find-links /wheels hatchling
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . ./plugins/vitts-espeak

FROM python:${PYTHON}-slim-bookworm
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "vitts-server[codecs,espeak,zeroconf]"
RUN useradd --uid 10001 --create-home vitts \
 && install --directory --owner vitts --group vitts /voices /data
# Running speech may end within 8 s, because `docker stop` kills after 10.
ENV VITTS_VOICES__DIR=/voices \
    VITTS_SERVER__DATA_DIR=/data \
    VITTS_SERVER__CACHE_DIR=/data/cache \
    VITTS_SERVER__DRAIN_S=8
USER vitts
WORKDIR /data
VOLUME ["/voices", "/data"]
EXPOSE 8888 10200
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8888/health', timeout=4)"]
ENTRYPOINT ["vitts-server", "serve"]
