FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY web ./
# The phrases that the patient pages know are the ones that the hub knows.
COPY config/urgent-phrases.json /src/config/
RUN npm run build

FROM python:3.11-slim-bookworm
WORKDIR /src
COPY pyproject.toml requirements.lock README.md LICENSE ./
RUN pip install --no-cache-dir uv==0.13.8 && uv pip install --system --require-hashes -r requirements.lock
COPY hub ./hub
COPY config ./config
COPY --from=web /src/web/dist ./web/dist
RUN uv pip install --system --no-deps -e . && useradd --system --create-home hub && mkdir /data && chown hub /data
USER hub
CMD ["chartwire", "serve"]
