"""A server that speaks OpenAI's chat protocol and replies as a test scripts it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]

PATIENCE_S = 60
"""After this the server ends a stream that has no end, so that whoever waits for it fails."""
PAUSE_S = 0.01


@dataclass(frozen=True)
class Reply:
    """What the server sends: a status, then the pieces of text.

    ``raw`` pieces go out as they are, in place of the protocol's events. With ``hang`` the
    connection stays open after the last piece, and nothing more comes.
    """

    pieces: Iterable[str] = ()
    status: int = 200
    raw: bool = False
    hang: bool = False
    forever: str = ""
    error: str = "scripted"


def said(text: str) -> Reply:
    """A well-behaved reply, in pieces of a few characters."""
    return Reply([text[i : i + 7] for i in range(0, len(text), 7)])


@dataclass
class ChatServer:
    """The running server. ``reply`` is asked for each request; ``requests`` keeps them."""

    url: str = ""
    reply: Callable[[Request], Reply] = lambda request: Reply()
    requests: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def prompt(self) -> str:
        """The user's message of the latest request."""
        return str(self.requests[-1]["messages"][1]["content"])


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    """A server on a free port of this machine, ended with the context."""
    server = ChatServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()


def _handler(server: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            request = json.loads(self.rfile.read(length))
            server.requests.append(request)
            reply = server.reply(request)
            with suppress(BrokenPipeError, ConnectionResetError):  # the client has given up
                self._send(reply)
            self.close_connection = True

        def _send(self, reply: Reply) -> None:
            if reply.status != 200:
                body = json.dumps({"error": {"message": reply.error}}).encode()
                self.send_response(reply.status)
                self.send_header("content-type", "application/json")
                self.send_header("retry-after", "30")
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for piece in reply.pieces:
                self._event(piece, reply.raw)
            for _ in range(int(PATIENCE_S / PAUSE_S) if reply.forever else 0):
                if server.over.wait(PAUSE_S):
                    break
                self._event(reply.forever, reply.raw)
            if reply.hang:
                server.over.wait(PATIENCE_S)
            elif not reply.raw:
                self._chunk({}, "stop")
                self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, piece: str, raw: bool) -> None:
            if raw:
                self.wfile.write(piece.encode())
                self.wfile.flush()
            else:
                self._chunk({"role": "assistant", "content": piece}, None)

        def _chunk(self, delta: dict[str, str], finish: str | None) -> None:
            chunk = {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }
            if finish:
                chunk["usage"] = {
                    "prompt_tokens": 100,
                    "completion_tokens": 10,
                    "total_tokens": 110,
                }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

    return Handler
