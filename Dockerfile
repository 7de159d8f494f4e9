# The image of web, worker and beat alike; compose.yaml says which one a container is.
FROM python:3.12-slim

RUN useradd --create-home shop && mkdir -p /srv/media /srv/private /srv/static /app \
    && chown shop: /srv/media /srv/private /srv/static
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock

COPY . .
# Collected while building, so that every container serves the same files without shared state.
RUN CANDOUR_ENV=production SECRET_KEY=building CANDOUR_ORIGIN=https://none STATIC_ROOT=/srv/static \
    DATABASE_URL=postgresql://none/none REDIS_URL=redis://none \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -c "from pathlib import Path; from storefront.config import messages; messages.compile_stale(Path('.'))"

USER shop
ENV PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
EXPOSE 8000
