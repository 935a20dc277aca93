"""Who is served when: practices in turn, grants alone, bulk work now and then."""

from hub.records.lanes import LOW_AFTER, MOST_IN_BATCH, Job, Lanes


def job(practice: str, *, alone: bool = False, low: bool = False) -> Job:
    return Job(practice, lambda tx: None, lambda answer: None, alone=alone, low=low)


def test_jobs_of_two_practices_that_arrive_by_turns_make_two_batches() -> None:
    lanes = Lanes()
    for _ in range(100):
        lanes.put(job("one"))
        lanes.put(job("two"))
    batches = [lanes.next_batch() for _ in range(2)]
    assert [(batch[0].practice, len(batch)) for batch in batches] == [("one", 100), ("two", 100)]
    assert not lanes
    assert lanes.waiting == 0


def test_a_busy_practice_does_not_keep_another_waiting() -> None:
    lanes = Lanes()
    for _ in range(3 * MOST_IN_BATCH):
        lanes.put(job("busy"))
    lanes.put(job("quiet"))
    assert [lanes.next_batch()[0].practice for _ in range(3)] == ["busy", "quiet", "busy"]


def test_a_grant_shares_no_batch_and_keeps_its_place() -> None:
    lanes = Lanes()
    for kind in (False, False, True, False):
        lanes.put(job("one", alone=kind))
    assert [len(lanes.next_batch()) for _ in range(3)] == [2, 1, 1]


def test_bulk_work_waits_for_live_work_but_not_for_ever() -> None:
    lanes = Lanes()
    lanes.put(job("one", low=True))
    served = []
    for _ in range(LOW_AFTER + 1):
        lanes.put(job("one"))
        served.append(lanes.next_batch()[0].low)
    assert served == [False] * LOW_AFTER + [True]
