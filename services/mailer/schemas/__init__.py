"""Bodies of the mailer's HTTP API. No answer ever carries a password, a link, or the address of one."""

from services.mailer.schemas.base import Line
from services.mailer.schemas.lanes import LaneView
from services.mailer.schemas.messages import AttemptView, MessageDetail, MessageView
from services.mailer.schemas.smtp import (
    AdviceView,
    SignInInput,
    SignInProgress,
    SignInProvider,
    SignInStarted,
    SignInView,
    SmtpSettingsInput,
    SmtpSettingsState,
    SmtpSettingsView,
    SmtpTestInput,
    SmtpTestReport,
    StageView,
)

__all__ = [
    "AdviceView",
    "AttemptView",
    "LaneView",
    "Line",
    "MessageDetail",
    "MessageView",
    "SignInInput",
    "SignInProgress",
    "SignInProvider",
    "SignInStarted",
    "SignInView",
    "SmtpSettingsInput",
    "SmtpSettingsState",
    "SmtpSettingsView",
    "SmtpTestInput",
    "SmtpTestReport",
    "StageView",
]
