"""Take the pictures of the user guide from a running demo.

usage: dev/screenshots [--url ADDRESS] [--out FOLDER] [NAME …]

Without an address the demo of this checkout is used (start it with make demo).
Every picture is taken as the role that the guide speaks about.
"""

import argparse
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .browser import Browser, BrowserError

DESKTOP, PHONE = (1280, 800), (390, 844)
LIMIT = 150_000  # bytes of one picture
PASSWORD = "gift"  # noqa: S105  the demo's own
_ADMIN = {"admin": "admin"}
_ACTION = "/odoo/action-crm_gift_retail."
_READY = ".o_action_manager > *"


@dataclass(frozen=True)
class Screen:
    """One picture: who looks at what, and what is done before."""

    name: str
    login: str
    url: str
    phone: bool = False
    ready: str = _READY
    script: str = ""


_OPEN_FIRST = "document.querySelector('.o_data_row .o_data_cell').click()"
# The first of the demo's telephones: a buyer with open orders.
_RING = """(async () => {
    const wait = (done) => setTimeout(done, 2500);
    const bells = [...document.querySelectorAll('button')];
    bells.find((bell) => bell.querySelector('.fa-bell-o'))?.click();
    await new Promise(wait);
})()"""
_OPEN_TRAIL = """(async () => {
    document.querySelector('.o_data_row .o_data_cell').click();
    const wait = (done) => setTimeout(done, 2500);
    await new Promise(wait);
    document.querySelector('.o_crm_gift_timeline')?.scrollIntoView();
})()"""
# The parcel whose wish was changed this morning.
_PACK_CHANGED = """(async () => {
    const rows = '.o_crm_gift_shipping .o_crm_gift_row';
    document.querySelector(`${rows}:has(.badge.text-bg-danger)`).click();
    await new Promise((done) => setTimeout(done, 2500));
})()"""
_FIND = """(async () => {
    const input = document.querySelector('.o_action_manager input');
    input.focus();
    input.value = '%s';
    input.dispatchEvent(new Event('input', {bubbles: true}));
    input.dispatchEvent(new Event('change', {bubbles: true}));
    await new Promise((done) => setTimeout(done, 300));
    document.querySelector('.o_action_manager button').click();
})()"""

# The import stands in the second company, when that was built.
_ALL_COMPANIES = """(async () => {
    const answer = await fetch("/web/session/get_session_info", {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({jsonrpc: "2.0", method: "call", params: {}}),
    });
    const companies = (await answer.json()).result.user_companies.allowed_companies;
    document.cookie = `cids=${Object.keys(companies).join("-")}; path=/`;
    location.reload();
})()"""

SCREENS = (
    Screen("home", "manager", f"{_ACTION}gift_home_action"),
    Screen("home-phone", "manager", f"{_ACTION}gift_home_action", phone=True),
    Screen("home-chinese", "jingli", f"{_ACTION}gift_home_action"),
    Screen("customers", "manager", f"{_ACTION}gift_customer_action"),
    Screen(
        "customer-card",
        "manager",
        f"{_ACTION}gift_customer_action",
        ready=".o_data_row",
        script=_OPEN_FIRST,
    ),
    Screen("profit", "manager", f"{_ACTION}gift_sale_fact_action"),
    Screen(
        "tiers",
        "manager",
        f"{_ACTION}gift_tier_ladder_action",
        ready=".o_data_row",
        script=_OPEN_FIRST,
    ),
    Screen(
        "import", "manager", f"{_ACTION}gift_import_wizard_action", ready=".modal-body"
    ),
    Screen("outbox", "manager", f"{_ACTION}gift_outbox_action"),
    Screen("operations", "manager", f"{_ACTION}gift_operations_action"),
    Screen("imports", "manager", f"{_ACTION}gift_import_action", script=_ALL_COMPANIES),
    Screen("settings", "admin", f"{_ACTION}res_config_settings_action"),
    Screen(
        "clerk-find-phone",
        "clerk2",
        f"{_ACTION}gift_home_action",
        phone=True,
        script=_FIND % "欧阳",
    ),
    Screen("clerk-customers-phone", "clerk2", f"{_ACTION}gift_customer_action", True),
    Screen("caller-care", "caller", f"{_ACTION}gift_care_action_action"),
    Screen("service-care", "service", f"{_ACTION}gift_care_action_action"),
    Screen("service-care-phone", "service", f"{_ACTION}gift_care_action_action", True),
    Screen("sales-home", "sales", f"{_ACTION}gift_home_action"),
    Screen("sales-leads", "sales", "/odoo/crm"),
    Screen("sales-customers", "sales", f"{_ACTION}gift_customer_action_mine"),
    Screen(
        "sales-order",
        "sales",
        "/odoo/sales",
        ready=".o_data_row",
        script=_OPEN_FIRST,
    ),
    Screen(
        "clerk-capture-phone", "clerk", f"{_ACTION}gift_capture_action_screen", True
    ),
    Screen("clerk-expected-phone", "clerk", f"{_ACTION}gift_expected_action", True),
    Screen("clerk-walkins", "clerk", f"{_ACTION}gift_capture_action"),
    Screen(
        "caller-card-phone",
        "caller",
        "/odoo/gift-call",
        phone=True,
        ready=".o_crm_gift_call_page button",
        script=_RING,
    ),
    Screen("service-handover", "service", f"{_ACTION}gift_handover_action"),
    Screen(
        "manager-approvals-phone", "manager", f"{_ACTION}gift_approval_action", True
    ),
    Screen("manager-claims", "manager", f"{_ACTION}gift_claim_action"),
    Screen(
        "manager-trail",
        "manager",
        f"{_ACTION}gift_customer_action",
        ready=".o_data_row",
        script=_OPEN_TRAIL,
    ),
    Screen("manager-referrals", "manager", f"{_ACTION}gift_referral_action"),
    Screen("sales-pool", "sales", f"{_ACTION}gift_customer_action_pool"),
    Screen("sales-hot", "sales", f"{_ACTION}gift_customer_action_hot"),
    Screen("sales-win-back", "sales", f"{_ACTION}crm_lead_action_winback"),
    Screen("warehouse-home", "warehouse", f"{_ACTION}gift_home_action"),
    Screen("warehouse-ship", "warehouse", f"{_ACTION}stock_picking_action_gift"),
    Screen(
        "warehouse-ship-phone",
        "warehouse",
        f"{_ACTION}stock_picking_action_gift",
        True,
    ),
    Screen(
        "warehouse-packing",
        "warehouse",
        f"{_ACTION}gift_home_action",
        ready=".o_crm_gift_shipping",
        script=_PACK_CHANGED,
    ),
    Screen("warehouse-alarms", "warehouse", f"{_ACTION}gift_ship_alarm_action"),
    Screen("warehouse-times", "warehouse", f"{_ACTION}gift_ship_report_action"),
)


def _shrink(png):
    """Reduce the colours until the file is small enough."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() <= LIMIT:
            break
    return out.getvalue()


def _login(page, url, login):
    page.forget()
    page.go(f"{url}/web/login")
    page.wait_for("input[name=password]")
    password = _ADMIN.get(login, PASSWORD)
    page.run(
        f"document.querySelector('input[name=login]').value = {json.dumps(login)};"
        f"document.querySelector('input[name=password]').value = '{password}';"
        "document.querySelector('input[name=password]').form.submit()"
    )
    page.quiet()
    page.wait_for(".o_main_navbar, .o_web_client")


def take(url, folder, screens):
    """Take the pictures, grouped by login.

    :param str url: address of the demo, without a slash at the end
    :param Path folder: where the PNG files go
    :param screens: what to take
    :return: what went wrong, one line each
    :rtype: list[str]
    """
    findings = []
    folder.mkdir(parents=True, exist_ok=True)
    with Browser() as browser:
        page, who = browser.page(), None
        page.size(*DESKTOP)
        for screen in sorted(screens, key=lambda item: item.login):
            if who != screen.login:
                _login(page, url, screen.login)
                who = screen.login
            page.errors.clear()
            try:
                _take_one(page, url, folder, screen)
            except BrowserError as error:
                findings.append(f"{screen.name}: {error}")
            findings += [f"{screen.name}: {error}" for error in page.errors]
    return findings


def _take_one(page, url, folder, screen):
    page.size(*(PHONE if screen.phone else DESKTOP), phone=screen.phone)
    page.go(url + screen.url)
    page.wait_for(screen.ready)
    if screen.script:
        page.run(screen.script)
    page.quiet()
    file = folder / f"{screen.name}.png"
    file.write_bytes(_shrink(page.picture()))
    print(f"{file.name}: {file.stat().st_size // 1024} kB")


def _demo_address():
    from giftdev import paths, server

    try:
        note = json.loads((paths.state() / "demo.json").read_text())
    except (OSError, ValueError):
        sys.exit("No demo of this checkout: run make demo, or give --url.")
    return server.Address(note["host"], note["port"]).url


def main():
    """Parse the command line and take the pictures; exit 1 when one failed."""
    parser = argparse.ArgumentParser(prog="dev/screenshots", description=__doc__)
    parser.add_argument("--url", help="address of a running demo")
    parser.add_argument("--out", default="docs/images", type=Path)
    parser.add_argument("name", nargs="*", help="only these pictures")
    options = parser.parse_args()
    names = {screen.name for screen in SCREENS}
    if unknown := set(options.name) - names:
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}")
    wanted = [s for s in SCREENS if not options.name or s.name in options.name]
    url = (options.url or _demo_address()).rstrip("/")
    findings = take(url, options.out, wanted)
    print("\n".join(findings), file=sys.stderr)
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
