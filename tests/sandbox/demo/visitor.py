"""A person with a browser that runs no scripts: pages, forms, links, cookies."""

import ssl
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx


class Page(HTMLParser):
    """One page: its forms with their fields, its links and its words."""

    def __init__(self, answer):
        super().__init__()
        self.url, self.status = str(answer.url), answer.status_code
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(answer.text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append((urljoin(self.url, given["action"]), {}))
        if tag == "a":
            self.links.append(given.get("href", ""))
        ticked = given.get("type") not in {"radio", "checkbox"} or "checked" in given
        if tag in {"input", "textarea"} and self.forms and ticked:
            self.forms[-1][1][given["name"]] = given.get("value", "")

    def handle_data(self, data):
        self.words.append(data)

    def form(self, path):
        return next(form for form in self.forms if urlsplit(form[0]).path == path)


class Visitor:
    def __init__(self, authority):
        trusted = ssl.create_default_context(cafile=authority)
        self._http = httpx.Client(
            verify=trusted, trust_env=False, follow_redirects=True, timeout=30
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._http.close()

    def open(self, url):
        return Page(self._http.get(url))

    def send(self, page, path, **filled):
        """Fill in the form that goes to a path, and send it as a browser does."""
        action, given = page.form(path)
        parts = urlsplit(page.url)
        origin = {"Origin": f"{parts.scheme}://{parts.netloc}"}
        return Page(self._http.post(action, data={**given, **filled}, headers=origin))

    def sign_in(self, page, username):
        """Go from the page that asks for it through Entra ID and back."""
        leaving = self.send(page, "/api/signin")
        entra = self.open(next(url for url in leaving.links if "/authorize?" in url))
        action = urlsplit(entra.forms[0][0]).path
        return self.send(entra, action, username=username, answer="sign_in")
