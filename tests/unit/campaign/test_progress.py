"""The state table of a reconciliation: the same for every order and repetition of its facts."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.campaign.domain.progress import (
    Facts,
    MailFact,
    MailResult,
    ReconciliationState,
    latest_results,
    progress_of,
)

A, B = "finans@a.test", "muhasebe@a.test"
QUEUED_A = MailFact(A, 1, 0, MailResult.QUEUED)
QUEUED_B = MailFact(B, 1, 0, MailResult.QUEUED)
SENT_A = MailFact(A, 1, 1, MailResult.SENT)
FAILED_A = MailFact(A, 1, 1, MailResult.FAILED)
FAILED_B = MailFact(B, 1, 3, MailResult.FAILED)
UNCERTAIN_A = MailFact(A, 1, 1, MailResult.UNCERTAIN)
BOUNCED_A = MailFact(A, 1, 1, MailResult.BOUNCED)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), "preparing"),
        (Facts(refused=True), "not_sent"),
        (Facts(mails=(QUEUED_A,)), "queued"),
        (Facts(mails=(QUEUED_A, SENT_A)), "sent"),
        (Facts(mails=(SENT_A,)), "sent"),
        (Facts(mails=(QUEUED_A, FAILED_A)), "undelivered"),
        (Facts(mails=(SENT_A, BOUNCED_A)), "undelivered"),
        (Facts(mails=(UNCERTAIN_A,)), "uncertain"),
        (Facts(mails=(UNCERTAIN_A, MailFact(A, 1, 2, MailResult.SENT))), "sent"),
        (Facts(mails=(UNCERTAIN_A, SENT_A)), "sent"),
        (Facts(mails=(SENT_A, FAILED_B)), "sent"),
        (Facts(mails=(FAILED_A, QUEUED_B)), "queued"),
        (Facts(mails=(BOUNCED_A, MailFact(A, 2, 0, MailResult.QUEUED))), "queued"),
        (Facts(mails=(BOUNCED_A, MailFact(A, 2, 1, MailResult.SENT))), "sent"),
        (Facts(addresses=1), "queued"),
        (Facts(addresses=1, mails=(FAILED_A,)), "undelivered"),
        (Facts(addresses=2, mails=(FAILED_A,)), "queued"),
        (Facts(addresses=2, mails=(FAILED_A, FAILED_B)), "undelivered"),
        (Facts(addresses=2, mails=(SENT_A,)), "sent"),
        (Facts(addresses=2, refused=True), "not_sent"),
        (Facts(addresses=2, closed_reason="expired", only_objections=True), "expired"),
        (Facts(opened=True, mails=(SENT_A,)), "opened"),
        (Facts(opened=True), "opened"),
        (Facts(closed_reason="expired", opened=True, mails=(SENT_A,)), "expired"),
        (Facts(closed_reason="cancelled"), "cancelled"),
        (Facts(closed_reason="superseded"), "cancelled"),
        (Facts(answer="agreed", opened=True, mails=(SENT_A,)), "agreed"),
        (Facts(answer="agreed", mails=(BOUNCED_A,)), "agreed"),
        (Facts(answer="disagreed", closed_reason="expired"), "disagreed"),
        (Facts(answer="agreed", closed_reason="cancelled"), "agreed"),
        (Facts(refused=True, closed_reason="expired"), "not_sent"),
        (Facts(only_objections=True, mails=(SENT_A,)), "sent"),
        (Facts(only_objections=True, closed_reason="expired", mails=(SENT_A,)), "no_objection"),
        (Facts(only_objections=True, closed_reason="expired", opened=True), "no_objection"),
        (Facts(only_objections=True, closed_reason="expired", mails=(SENT_A, BOUNCED_A)), "expired"),
        (Facts(only_objections=True, closed_reason="expired", mails=(QUEUED_A,)), "expired"),
        (Facts(only_objections=True, closed_reason="expired"), "expired"),
        (Facts(only_objections=True, closed_reason="cancelled", mails=(SENT_A,)), "cancelled"),
        (Facts(only_objections=True, answer="disagreed", closed_reason="expired", mails=(SENT_A,)), "disagreed"),
    ],
)
def test_the_state_table(facts: Facts, state: str) -> None:
    assert progress_of(facts).state == state


def test_lost_addresses_are_counted_even_when_another_one_works() -> None:
    progress = progress_of(Facts(mails=(SENT_A, FAILED_B)))
    assert (progress.state, progress.undelivered) == (ReconciliationState.SENT, 1)


def test_the_order_of_mail_facts_never_matters() -> None:
    story = (QUEUED_A, UNCERTAIN_A, MailFact(A, 1, 2, MailResult.SENT), MailFact(A, 1, 2, MailResult.BOUNCED))
    assert {latest_results(order)[A] for order in permutations(story)} == {MailResult.BOUNCED}


MAILS = st.lists(
    st.builds(
        MailFact,
        address=st.sampled_from([A, B]),
        send_number=st.integers(1, 3),
        attempt=st.integers(0, 3),
        result=st.sampled_from(MailResult),
    ),
    max_size=8,
)
FACTS = st.builds(
    Facts,
    answer=st.sampled_from(["", "", "agreed", "disagreed"]),
    refused=st.booleans(),
    closed_reason=st.sampled_from(["", "", "expired", "cancelled", "superseded"]),
    opened=st.booleans(),
    only_objections=st.booleans(),
)


@given(facts=FACTS, mails=MAILS, shuffled=st.randoms(use_true_random=False))
def test_permuted_and_repeated_facts_are_the_same_facts(facts: Facts, mails: list[MailFact], shuffled) -> None:  # type: ignore[no-untyped-def]  # hypothesis' Random
    def told(order: list[MailFact]) -> object:
        return progress_of(replace(facts, mails=tuple(order)))

    again = [*mails, *mails[: len(mails) // 2]]
    shuffled.shuffle(again)
    assert told(again) == told(mails)


@given(facts=FACTS, mails=MAILS)
def test_silence_is_never_agreement_and_an_answer_is_never_lost(facts: Facts, mails: list[MailFact]) -> None:
    state = progress_of(replace(facts, mails=tuple(mails))).state
    answered = state in (ReconciliationState.AGREED, ReconciliationState.DISAGREED)
    assert answered == bool(facts.answer)
    assert not answered or state.value == facts.answer
