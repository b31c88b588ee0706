"""Settings in; what one request may ask of the server out, and the check of what the engine does not check itself."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from kiddqa.errors import QuestionError
from kiddqa.records import Filters
from kiddqa.settings import Settings
from kiddqa.wording import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may hold, how many are answered at once and how long each may take; a setting for each field."""

    max_question_chars: int
    """Checked by the engine; here for the description of the API, as is ``max_history``."""
    max_history: int
    max_history_chars: int
    """Of all earlier questions together."""
    max_filter_documents: int
    max_filter_chars: int
    max_body_bytes: int
    max_address_bytes: int
    questions_at_once: int
    questions_waiting: int
    waiting_seconds: float
    request_seconds: float

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Return the limits that were set."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})

    def check(self, history: Sequence[str], filters: Filters) -> None:
        """Refuse a history or a filter that is too long.

        Raises:
            QuestionError: saying what was found, what is read at most and what to do.
        """
        chars = sum(map(len, history))
        if chars > self.max_history_chars:
            raise QuestionError(
                f"The history has {chars:,} characters and at most {self.max_history_chars:,} are read; "
                "send the latest questions or start a new conversation."
            )
        if len(filters.documents) > self.max_filter_documents:
            raise QuestionError(
                f"The filter names {count(len(filters.documents), 'document')} and at most "
                f"{self.max_filter_documents:,} are read; name fewer, or filter by publisher or date."
            )
        longest = max(map(len, (*filters.documents, filters.publisher or "")))
        if longest > self.max_filter_chars:
            raise QuestionError(
                f"A name in the filter has {longest:,} characters and at most {self.max_filter_chars:,} are read; "
                "GET /api/documents lists every id and publisher."
            )


DEFAULT_LIMITS = Limits.of(Settings.model_construct())
