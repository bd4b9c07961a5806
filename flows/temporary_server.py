"""A Prefect server for one run: a process that starts beside everything else, and ends with the run, however the run ends.

Prefect starts a temporary server of its own when the first flow asks for it, from a process that loads the whole server to do so:
most of the time that a short run takes. This is the same server on the same data base, begun first. Prefect is imported here only
once the server is asked for, and in the server's own process.
"""

import atexit
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from flows.settings import TEMPORARY_SERVER, has_server, prepare_environment

_API_URL = "PREFECT_API_URL"
_TIMEOUT = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
_LOCK = "budgetbook.lock"
_END_SECONDS = 5.0
# Prefect's client asks again for a minute where nobody answers any more: more than a server takes to start.
_TRIES = 3
# That a process is gone is noticed at once, but for a machine that has other work.
_NOTICE_SECONDS = 2.0
_REPLACE_SECONDS = 60.0
_ENVIRONMENT = {
    # Nobody looks at what it logs; what matters of it fails the run, which says so.
    "PREFECT_LOGGING_LEVEL": "ERROR",
    # A library of the server's would rewrite its own code when it is imported, to check the types of its arguments.
    "PY_KEY_VALUE_DISABLE_BEARTYPE": "true",
}

# The modules of the program are found where this process finds them, and not in the current folder, which may hold anybody's files.
_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from flows.temporary_server import serve; serve({port})"


def begin_server() -> "TemporaryServer | None":
    """A server that is starting, where the environment names none; nothing else of a run has to be loaded before."""
    prepare_environment()
    return None if has_server() else TemporaryServer()


class TemporaryServer:
    """A server that is starting from the moment this is made; `connect` waits for it.

    One that dies is replaced by another at the same address, which finds in the data base what the first has left there.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._is_closed = False
        self._is_lost = threading.Event()
        self._answers = threading.Event()
        self._process = _start()
        # Begun before Prefect is imported this is done after what Prefect does at the end, which needs the server.
        atexit.register(self.close)

    def connect(self, say: Callable[[str], None]) -> None:
        """Have Prefect use this server, unless one is named in its profile or its files of settings; `say` is told when it is replaced.

        Raises:
            RuntimeError: the server did not start.
        """
        from prefect.context import refresh_global_settings_context  # noqa: PLC0415 - takes seconds
        from prefect.settings import get_current_settings  # noqa: PLC0415 - the same

        if get_current_settings().api.url:
            self.close()
            for name, value in TEMPORARY_SERVER.items():
                if os.environ.get(name) == value:
                    del os.environ[name]
        else:
            os.environ[_API_URL] = address = self._await_start()
            threading.Thread(target=self._keep_up, args=(urlsplit(address).port, say), daemon=True).start()
        refresh_global_settings_context()

    def await_another(self) -> bool:
        """Return once another server has taken the place of one that died since `connect`; False where none did."""
        return self._is_lost.wait(_NOTICE_SECONDS) and self._answers.wait(_REPLACE_SECONDS)

    def close(self) -> None:
        """End it."""
        atexit.unregister(self.close)
        with self._mutex:
            self._is_closed = True
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _await_start(self) -> str:
        for _ in range(_TRIES):
            if address := _read_address(self._process):
                return address
            code = self._process.wait()
            self._process = _start()
        raise RuntimeError(f"the temporary server did not start (exit code {code})")

    def _keep_up(self, port: int, say: Callable[[str], None]) -> None:
        for _ in range(_TRIES):
            code = self._process.wait()
            self._answers.clear()
            self._is_lost.set()
            with self._mutex:
                if self._is_closed:
                    return
                say(f"the temporary Prefect server ended in the middle of the run (exit code {code}); another takes its place")
                self._process = _start(port)
            if _read_address(self._process):
                self._answers.set()


def _start(port: int = 0) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-P", "-c", _BEGIN.format(port=port), *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_ENVIRONMENT | os.environ,
        # Ctrl-C is for the process that a person started.
        start_new_session=True,
    )


def _read_address(process: "subprocess.Popen[bytes]") -> str:
    """The address that it answers at, once it does; nothing where it ends before."""
    return process.stdout.readline().decode().strip() if process.stdout else ""


def serve(port: int = 0) -> None:
    """Be the server: write the address to standard output once it answers, and end when standard input is closed.

    `port` is one that is free if not given.
    """
    output = os.dup(1)
    # What libraries print is nothing that the run waits for.
    os.dup2(2, 1)
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    overdue = threading.Timer(float(os.environ.get(_TIMEOUT, "180")), os._exit, (1,))
    overdue.daemon = True
    overdue.start()
    # Thousands of modules are loaded and none is garbage: looking for some takes a seventh of the time.
    gc.disable()

    import uvicorn  # noqa: PLC0415 - only here
    from filelock import FileLock  # noqa: PLC0415 - only here
    from prefect.server.api.server import create_app  # noqa: PLC0415 - only here
    from prefect.settings import get_current_settings  # noqa: PLC0415 - only here

    home = get_current_settings().home
    home.mkdir(parents=True, exist_ok=True)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            # Two servers that make the tables of one data base at once disturb each other.
            with FileLock(home / _LOCK):
                await super().startup(sockets)
            if self.started:
                overdue.cancel()
                bound = self.servers[0].sockets[0].getsockname()[1]
                # A run that is gone by now ends this process too.
                with suppress(BrokenPipeError):
                    os.write(output, f"http://127.0.0.1:{bound}/api\n".encode())

    app = create_app(ephemeral=True, final=True)
    gc.enable()
    gc.freeze()
    Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on")).run()


def _end_with_the_run() -> None:
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Timer(_END_SECONDS, os._exit, (1,)).start()
