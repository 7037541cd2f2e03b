"""Answers that are kept for whoever asks again, as long as the numbers they were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Remembering:
    """Keeps answers by what names their question.

    Attributes:
        in_memory: whether the newest numbers are held in memory, for many questions.
    """

    def __init__(self, *, in_memory: bool) -> None:
        self.in_memory = in_memory
        self._answers: dict[object, Any] = {}
        self._ahead: dict[object, Any] = {}

    def remember(
        self,
        question: object,
        make: Callable[[], Answer],
        *,
        always: bool = False,
        most: int | None = None,
    ) -> Answer:
        """The answer to a question, kept while the numbers are, where they are read from memory.

        Args:
            question: names the answer.
            make: finds it.
            always: keep it also where the numbers are read from the files.
            most: keep so many answers to questions of this type, those asked for last.
        """
        if not self.in_memory and not always:
            return make()
        if question in self._answers:
            answer: Answer = self._answers[question]
            if most is not None:
                self._answers[question] = self._answers.pop(question)
            return answer
        answer = make()
        if most is not None:
            same = [known for known in self._answers if type(known) is type(question)]
            for known in same[: max(0, len(same) - most + 1)]:
                del self._answers[known]
        self._answers[question] = answer
        return answer

    @contextmanager
    def knowing(self, answers: Mapping[object, Any]) -> Iterator[None]:
        """Have answers at hand that were found before anybody asks, and forget them at the end.

        Args:
            answers: by what names each question; see :meth:`known`.
        """
        self._ahead |= answers
        try:
            yield
        finally:
            for question in answers:
                del self._ahead[question]

    def known(self, question: object) -> Any:
        """An answer that is at hand since it was found ahead; None where there is none."""
        return self._ahead.get(question)
