"""The processes that `make run` keeps alive beside the database. What dies is started again, more slowly each time, and nobody waits for another."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from mediation.embedded import die_with_parent

BACK_OFF = (0.2, 1.0, 3.0, 10.0)  # seconds before the next start
STEADY = 60.0  # who lived so many seconds begins again with the first of them
GRACE = 12.0  # seconds to end in


class Child:
    """One of them; it notices when this process dies, however it dies."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], folder: Path) -> None:
        self.name, self.command, self.env, self.folder = name, command, env, folder
        self.deaths, self.due = 0, 0.0
        self._start()

    def look(self) -> None:
        """Start it again when it is dead and its time has come."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.due:
            self.deaths = 0 if now - self.begun > STEADY else self.deaths
            wait = BACK_OFF[min(self.deaths, len(BACK_OFF) - 1)]
            self.deaths, self.due = self.deaths + 1, now + wait
            sys.stderr.write(f"{self.name} ended with {self.process.returncode}; starting it again in {wait} s\n")
        elif now >= self.due:
            self._start()

    def _start(self) -> None:
        self.begun, self.due = time.monotonic(), 0.0
        # A session of its own: Ctrl-C reaches this process alone, which then stops the others in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - the database goes too, and a worker asked to end would wait for it for ever
        )


def stop(children: list[Child]) -> None:
    """Ask all of them to end, then wait for each."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    for child in children:
        try:
            child.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
