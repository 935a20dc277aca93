"""What a first visit costs, and the page of a demo that leads to both sides."""

import pytest
from playwright.async_api import Response, expect

from tests.e2e.people import PatientWindow, StaffWindow
from tests.e2e.windows import Window

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("kind", "most_kilobytes"), [(PatientWindow, 130), (StaffWindow, 230)])
async def test_a_first_visit_is_within_its_budget(kind: type[Window], most_kilobytes: int, open_window, demo):
    window = await open_window(kind, demo)
    responses: list[Response] = []
    window.page.on("response", lambda response: responses.append(response))
    await window.go()
    await expect(window.heading("signin.title")).to_be_visible()
    counted = [each for each in responses if each.request.resource_type in ("document", "script", "stylesheet")]
    size_bytes = sum([(await each.request.sizes())["responseBodySize"] for each in counted])
    assert len(counted) >= 3
    assert 20 * 1024 < size_bytes <= most_kilobytes * 1024


async def test_the_front_page_of_a_demo_leads_to_both_sides(open_window, demo):
    window = await open_window(PatientWindow, demo)
    await window.page.goto(demo.at("localhost"))
    colour = "() => getComputedStyle(document.body).backgroundColor"
    assert await window.page.evaluate(colour) == "rgb(243, 245, 247)"
    await window.page.emulate_media(color_scheme="dark")
    assert await window.page.evaluate(colour) == "rgb(15, 19, 23)"
    patients, staff, _ = await window.page.get_by_role("link").all()
    await staff.click()
    await window.page.wait_for_url(demo.at("staff.localhost", "/staff/**"))
    await window.page.go_back()
    await patients.click()
    await window.page.wait_for_url(demo.at("patient.localhost"))
