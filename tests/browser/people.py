"""What a person does in a browser."""


class Person:
    """Somebody in front of a page; `page` is Playwright's."""

    def __init__(self, page, site):
        self.page = page
        self._site = site

    def open(self, address):
        """Go to an address, ours where it is only a path; give the last status."""
        full = self._site.origin + address if address.startswith("/") else address
        return self.page.goto(full).status

    def sign_in(self, username):
        """Go through the sign-in that the page asks for, back to where it began."""
        self.page.get_by_role("button", name="Sign in with your work account").click()
        self.page.wait_for_url("**/oauth2/v2.0/authorize?**")
        self.page.locator(f'input[value="{username}"]').check()
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{self._site.origin}/**")

    def open_link(self, link, username):
        """Open a mailed link and sign in."""
        self.open(link)
        self.sign_in(username)

    def choose(self, verdict, **fields):
        """Fill in the form of a decision."""
        self.page.locator(f"#verdict-{verdict}").check()
        for name, value in fields.items():
            self.page.locator(f"#{name}").fill(value)

    def decide(self, verdict="approve", **fields):
        """Fill in the form of a decision and send it."""
        self.choose(verdict, **fields)
        self.press("Record my decision")

    def press(self, button):
        """Press a button and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()

    @property
    def text(self):
        return self.page.locator("main").inner_text()
