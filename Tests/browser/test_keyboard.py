"""Everything can be done from the keyboard, and one sees where one is."""

import forms

FOCUS = """() => {
  const {activeElement: element} = document;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: element.name || element.className || element.tagName,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    isInSight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""
IN_SUMMARY = "document.activeElement.matches('[data-error-summary]')"


def test_signing_in_and_beginning_an_order_with_the_keyboard_alone(new_page, accounts):
    page = new_page()
    page.goto("/sign-in")
    assert page.evaluate("document.activeElement.name") == "login", "one can type at once"
    page.keyboard.type("anna.ek")
    page.keyboard.press("Tab")
    page.keyboard.type(accounts["anna.ek"].password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/sign-in" not in page.url

    page.keyboard.press("Tab")
    skip = page.evaluate(FOCUS)
    assert skip["name"] == "skip" and skip["isInSight"] and skip["outline"] >= 2
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    begins = "document.activeElement.closest('form')?.action.endsWith('/routines/alarm-order/drafts')"
    assert page.evaluate(begins), "the first thing in the main part is what one comes for"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/drafts/" in page.url

    passed = tab_until(page, lambda focus: focus["name"] == "act" and submits(page, "check"))
    assert {"recipientNumber", "entranceCode", "lockNeeded", "note"} <= {focus["name"] for focus in passed}
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(IN_SUMMARY)
    tab_until(page, lambda _: page.evaluate("document.activeElement.hash") == "#f-recipientNumber")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "recipientNumber"
    page.keyboard.type("20000229-2399")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(IN_SUMMARY), "Enter in a field checks the order"
    assert "recipientNumber" not in forms.faulty_fields(page)


def submits(page, value):
    return page.evaluate("document.activeElement.value") == value


def tab_until(page, is_there, most=80):
    """Goes on with Tab; everything on the way must be in sight and marked as where one is."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["outline"] >= 2 and focus["isInSight"], f"the focus is not seen on {focus['name']}"
        passed.append(focus)
        if is_there(focus):
            return passed
    raise AssertionError(f"not reached with Tab; passed {[focus['name'] for focus in passed]}")


def test_the_queue_is_walked_with_single_keys(page_as):
    page = page_as("karin.lund")
    page.goto("/cases?view=all")
    numbers = page.locator("tbody tr th a").all_inner_texts()
    for key, expected in [("j", numbers[0]), ("j", numbers[1]), ("k", numbers[0])]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == expected
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(numbers[0])
