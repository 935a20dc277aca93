"""What people do in front of each build, in the words of the screen."""

from playwright.async_api import Locator, expect

from tests.e2e.windows import Window


class PatientWindow(Window):
    """The patient build."""

    async def sign_in(self, name: str) -> None:
        """As one of the demo's people, in the language of the window whatever theirs is."""
        await self.go()
        await self.speak()
        person = self.page.get_by_role("button", name=name)
        await expect(self.heading("demo.title")).to_be_visible()
        if not await person.count():
            await self.page.locator(".demo > button").click()
        await person.click()
        await self.is_live()

    async def to(self, place: str) -> None:
        """One of the four places: "home", "messages", "ask", "more"."""
        places = self.page.get_by_role("navigation", name=self.words("places.label"))
        await places.get_by_role("link", name=self.words(f"places.{place}")).click()

    async def ask(self, topic: str, body: str) -> None:
        """Write to the practice about something new, and wait until it has it."""
        await self.write(topic, body)
        await expect(self.heading("asked.sent")).to_be_visible()

    async def write(self, topic: str, body: str) -> None:
        await self.to("ask")
        await self.page.get_by_role("link", name=topic).click()
        await self.field("ask.label").fill(body)
        await self.button("ask.send").click()

    async def answer(self, body: str) -> None:
        await self.field("composer.label").fill(body)
        await self.button("composer.send").click()

    @property
    def messages(self) -> Locator:
        """The bubbles of the open conversation, oldest first."""
        return self.page.get_by_role("list", name=self.words("thread.messages")).locator(".bubble")

    async def sign_out(self) -> None:
        await self.to("more")
        await self.button("more.sign-out").click()
        await expect(self.heading("signin.title")).to_be_visible()


class StaffWindow(Window):
    """The staff build."""

    build = "staff"
    host = "staff.localhost"
    home = "/staff/"

    async def sign_in(self, name: str) -> None:
        """As one of the demo's people."""
        await self.go()
        await self.speak()
        await self.page.get_by_role("button", name=name).click()
        await self.is_live()

    async def open_box(self, name: str) -> None:
        """A box of the rail, by its own name."""
        rail = self.page.get_by_role("navigation", name=self.words("rail.boxes"))
        await rail.get_by_role("link", name=name).click()

    def row(self, text: str) -> Locator:
        """The conversation in the queue whose row says this."""
        return self.page.locator(".queue").get_by_role("link").filter(has_text=text)

    async def answer(self, patient: str, body: str) -> None:
        await self.field("reply.toPatient", name=patient).fill(body)
        await self.button("reply.send").click()

    @property
    def messages(self) -> Locator:
        """The bubbles of the open conversation, oldest first."""
        return self.page.get_by_role("region", name=self.words("thread.messages")).locator(".message-body")

    async def account(self, word: str) -> None:
        """Choose from the menu behind one's own picture."""
        await self.page.locator(".account-button").click()
        await self.page.get_by_role("menuitem", name=self.words(word)).click()

    async def sign_out(self) -> None:
        await self.account("account.signOut")
        await expect(self.heading("signin.title")).to_be_visible()
