"""An OpenAI-compatible endpoint on this machine that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """One answer; ``body`` is sent as it is where it is text, else as JSON. ``delay`` is seconds before it."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    delay: float = 0.0


def said(*reports: dict[str, Any], finish: str = "stop", **more: Any) -> Answer:
    """The answer of a model that found these reports."""
    return content(json.dumps({"reports": reports}), finish=finish, **more)


def content(text: Any, finish: str = "stop", **more: Any) -> Answer:
    """The answer of a model that wrote this."""
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return Answer({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 10}}, **more)


@dataclass
class Server:
    """Where it is, and what it was asked: the bodies and the headers of the requests."""

    url: str
    asked: list[dict[str, Any]]
    headers: list[dict[str, str]]


Script = Callable[[dict[str, Any], int], Answer]


@contextmanager
def serving(*answers: Answer | Script) -> Iterator[Server]:
    """A server that gives the answers in order, the last for ever; a function gets the request and its number."""
    asked: list[dict[str, Any]] = []
    headers: list[dict[str, str]] = []
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**body, "path": self.path})
            headers.append(dict(self.headers))
            answer = answers[min(len(asked), len(answers)) - 1]
            if not isinstance(answer, Answer):
                answer = answer(body, len(asked))
            done.wait(answer.delay)
            raw = answer.body.encode() if isinstance(answer.body, str) else json.dumps(answer.body).encode()
            try:
                self.send_response(answer.status)
                for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}/v1", asked, headers)
    finally:
        done.set()
        server.shutdown()
        server.server_close()
        thread.join()
