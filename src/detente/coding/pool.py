"""Several processes that code documents by rule: the same reports in the same order, however many there are.

Documents go out in chunks that do not depend on the number of processes. Processes are spawned, never forked, so that
it works alike on all systems and beside threads.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import wait
from typing import Any

from detente.coding.coder import code_all
from detente.coding.syntax import pipeline_version, using
from detente.errors import Error
from detente.events import Report
from detente.reading.document import Document

CHUNK = 8
"""Documents that go to a process together."""
MANY = 200
"""More documents than this are coded by as many processes as there are processors, where nothing else is said."""
AHEAD = 4
"""Chunks for each process that may be done before an earlier one is."""
Work = Callable[[Sequence[Document]], list[list[Report]]]


def jobs_for(documents: int, jobs: int | None) -> int:
    """How many processes to use: ``jobs`` where given, never more than there are chunks; `Error` below 1."""
    if jobs is None:
        jobs = _processors() if documents > MANY else 1
    if jobs < 1:
        raise Error(f"{jobs} processes cannot code anything; name 1 or more")
    return max(1, min(jobs, -(-documents // CHUNK)))


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def code_chunk(documents: Sequence[Document], pipeline: str | None = None) -> list[list[Report]]:
    """The reports of each document, parsed by an installed spaCy ``pipeline`` where one is named."""
    with using(pipeline):
        coded = [found for _, found in code_all(documents, len(documents))]
    if pipeline is None:
        return coded
    parser = pipeline_version(pipeline)
    return [[replace(report, coder=f"{report.coder}, {parser}") for report in found] for found in coded]


def code_many(
    documents: Sequence[Document], jobs: int | None = None, work: Work = code_chunk
) -> Iterator[tuple[Document, list[Report]]]:
    """Each document with its reports, in order, coded by ``jobs`` processes (see `jobs_for`); one is this process.

    ``work`` codes a chunk; it must be importable by name. Raises `Error`, which names the document, where a process
    fails or dies. Closing the iterator, or an exception in whoever uses it, ends the processes.
    """
    chunks = [documents[i : i + CHUNK] for i in range(0, len(documents), CHUNK)]
    number = jobs_for(len(documents), jobs)
    if number == 1:
        for chunk in chunks:
            yield from zip(chunk, work(chunk), strict=True)
        return
    pool = _Pool(number, work)
    try:
        for chunk, found in zip(chunks, pool.run(chunks), strict=True):
            yield from zip(chunk, found, strict=True)
    finally:
        pool.close()


class _Worker:
    def __init__(self, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        self.process.start()
        theirs.close()  # so that its death ends the line
        self.chunk: int | None = None

    def close(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Pool:
    def __init__(self, number: int, work: Work) -> None:
        self.work, self.number = work, number
        self.workers: list[_Worker] = []

    def run(self, chunks: Sequence[Sequence[Document]]) -> Iterator[list[list[Report]]]:
        """What ``work`` makes of each chunk, in order."""
        self.workers = [_Worker(self.work) for _ in range(self.number)]
        done: dict[int, list[list[Report]]] = {}
        sent = 0
        for wanted in range(len(chunks)):
            while wanted not in done:
                for worker in self.workers:
                    if worker.chunk is None and sent < min(len(chunks), wanted + AHEAD * self.number):
                        worker.chunk, sent = sent, sent + 1
                        self._send(worker, chunks)
                number, found = self._receive(chunks)
                done[number] = found
            yield done.pop(wanted)

    def _send(self, worker: _Worker, chunks: Sequence[Sequence[Document]]) -> None:
        assert worker.chunk is not None
        try:
            worker.connection.send(chunks[worker.chunk])
        except OSError:
            raise self._blame(chunks[worker.chunk], worker) from None

    def _receive(self, chunks: Sequence[Sequence[Document]]) -> tuple[int, list[list[Report]]]:
        """The next chunk that is done, whichever it is."""
        busy: dict[Any, _Worker] = {w.connection: w for w in self.workers if w.chunk is not None}
        worker = busy[wait(list(busy))[0]]
        number, worker.chunk = worker.chunk, None
        assert number is not None
        try:
            found, problem = worker.connection.recv()
        except (EOFError, OSError):
            raise self._blame(chunks[number], worker) from None
        if problem:
            raise self._blame(chunks[number], worker, problem)
        return number, found

    def _blame(self, chunk: Sequence[Document], worker: _Worker, problem: str = "") -> Error:
        """The error that names which document of a chunk fails when each is coded by itself."""
        how = problem or _death(worker)
        self.close()
        self.workers = [_Worker(self.work)]
        only = self.workers[0]
        for document in chunk:
            try:
                only.connection.send([document])
                _, again = only.connection.recv()
            except (EOFError, OSError):
                again = _death(only)
            if again:
                return Error(f"{document.uri}: coding it failed ({again}). Leave it out, and please report it.")
        names = ", ".join(document.uri for document in chunk)
        return Error(f"coding failed ({how}) at one of {names}; one by one they can be coded. Try --jobs 1.")

    def close(self) -> None:
        """End all processes."""
        for worker in self.workers:
            worker.close()
        self.workers = []


def _death(worker: _Worker) -> str:
    worker.process.join(5)
    status = worker.process.exitcode
    return f"its process was ended by signal {-status}" if status and status < 0 else f"its process ended with {status}"


def _serve(connection: Any, work: Work) -> None:
    """What a process does: code what comes until the line ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends this one
    while True:
        try:
            chunk = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[list[list[Report]] | None, str] = (work(chunk), "")
        except Error as error:
            answer = (None, str(error))
        except Exception as error:
            answer = (None, f"{type(error).__name__}: {error}")
        try:
            connection.send(answer)
        except OSError:
            return
