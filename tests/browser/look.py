"""Looking at a page on a phone and on a desk, in light and dark (WCAG 2.2 AA)."""

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TAGS = (*WCAG, "best-practice")
RUN = """tags => axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})"""
WIDTHS = (390, 1280)


class Look:
    """Runs axe-core, and keeps pictures of what it looked at."""

    def __init__(self, axe, shots):
        self._axe = axe
        self._shots = shots

    def at(self, page, name, *, tags=TAGS):
        """Look at a page; give what is wrong with it, and nothing if nothing is."""
        found = []
        page.evaluate(self._axe)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += self._seen(page, f"{name}-{width}", scheme)
            violations = page.evaluate(RUN, list(tags))["violations"]
            found += [
                f"{name} {scheme}: {one['id']} {node['html'][:120]}"
                for one in violations
                for node in one["nodes"]
            ]
        return found

    def _seen(self, page, name, scheme):
        suffix = "" if scheme == "light" else "-dark"
        page.screenshot(path=self._shots / f"{name}{suffix}.png", full_page=True)
        width, wide = page.evaluate(
            "[innerWidth, document.documentElement.scrollWidth]"
        )
        return [f"{name}: it scrolls sideways to {wide}"] if wide > width else []
