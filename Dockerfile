FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
# Joins and orders the Arabic letters of shared pictures.
RUN apt-get update && apt-get install -y --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /app naboskab

COPY requirements.txt .
RUN pip install -r requirements.txt

COPY . .
ENV DJANGO_SETTINGS_MODULE=config.settings.production HOST=0.0.0.0 PORT=8000
# The required values are given for this one command only and stay out of the image.
RUN pybabel compile -d locale -D django \
 && SECRET_KEY=build ALLOWED_HOSTS=localhost FINDER_BASE_URL=http://localhost python manage.py collectstatic --noinput --verbosity 0 \
 && mkdir -p var/media && chown -R naboskab var

USER naboskab
EXPOSE 8000
CMD ["sh", "-c", "python manage.py set_up && exec gunicorn --pythonpath site --config site/config/gunicorn.py config.wsgi"]
