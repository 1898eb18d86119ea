"""The peer of the pipeline bench: django-post_office queues N mails, then sends them with 2 processes of 10 threads.

As it comes, it keeps a log of every delivery, as we keep every attempt. Runs in an environment of its own
(`requirements/bench.txt`). Prints one JSON line: `{"mails": N, "seconds": S}`; queueing is not
counted.

    python -m bench.post_office COUNT SMTP_PORT POSTGRES_HOST POSTGRES_PORT USER DATABASE LETTER_FOLDER
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def configure(smtp_port: int, host: str, port: int, user: str, database: str) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": host,
                "PORT": port,
                "USER": user,
                "NAME": database,
            }
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=smtp_port,
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "THREADS_PER_PROCESS": 10,
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    import django

    django.setup()


def main(count: int, folder: Path) -> None:
    from django.core.management import call_command
    from post_office import mail

    call_command("migrate", verbosity=0)
    subject, text, html = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("subject", "text", "html"))
    for start in range(0, count, 1000):
        mail.send_many(
            [
                {
                    "recipients": f"muhasebe{number:05}@cari.test",
                    "sender": "mutabakat@ornek.test",
                    "subject": subject,
                    "message": text,
                    "html_message": html,
                }
                for number in range(start, min(start + 1000, count))
            ]
        )
    started = time.perf_counter()
    call_command("send_queued_mail", processes=2, verbosity=0)
    seconds = time.perf_counter() - started
    print(json.dumps({"mails": count, "seconds": seconds}))


if __name__ == "__main__":
    configure(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5], sys.argv[6])
    main(int(sys.argv[1]), Path(sys.argv[7]))
