"""Background work that fails is begun again."""

import asyncio

import pytest

from hub import worker


async def test_what_dies_is_logged_and_begun_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "AGAIN_S", 0.0)
    begun, third = 0, asyncio.Event()

    async def fails_twice() -> None:
        nonlocal begun
        begun += 1
        if begun < 3:
            raise ValueError("a bug")
        third.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(worker.keep_running("feed", fails_twice))
    await asyncio.wait_for(third.wait(), 5)
    running.cancel()
    assert [record.message for record in caplog.records] == ["feed ended and begins again"] * 2
