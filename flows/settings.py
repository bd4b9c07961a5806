"""The environment that Prefect and great-expectations are started with, for this process and its children only.

Prefect reads its settings when it is imported, so `prepare_environment` comes before that.
"""

import os

# A person's own setting of any of these stands.
_QUIET = {
    # No library reports to anybody how it is used.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
}

# What a temporary server of one run has no use for: https://docs.prefect.io/v3/api-ref/settings-ref
TEMPORARY_SERVER = {
    # Its imports alone can take longer than the default of 20 seconds on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    # Ended in the middle of its book-keeping it logs a traceback; what matters of it fails the run, which says so.
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    # No page to look at, so none to point to.
    "PREFECT_UI_URL": "",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}


def has_server() -> bool:
    """Whether the environment names a server; Prefect's profile may name one as well."""
    return bool(os.environ.get("PREFECT_API_URL"))


def silence_libraries() -> None:
    """Have no library report home, unless it is set that it may."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)


def prepare_environment(*, quiet: bool = False) -> None:
    """Set what is not set; with a server of one's own (PREFECT_API_URL) nothing about servers is touched.

    `quiet` has Prefect log errors alone, where the rest is said otherwise or not wanted.
    """
    silence_libraries()
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
        # A queue of events that is slow to empty at the end is told by a logger that is none of Prefect's own.
        os.environ.setdefault("PREFECT_LOGGING_ROOT_LEVEL", "ERROR")
    if not has_server():
        for name, value in TEMPORARY_SERVER.items():
            os.environ.setdefault(name, value)
