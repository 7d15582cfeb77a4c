import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

describe.current.tags("desktop");

const WORDS = "王总, the offer is ready.";
const BUTTON = ".o_crm_gift_copy_sent";

class Platform extends models.Model {
    _name = "gift.platform";

    name = fields.Char();

    _records = [{id: 7, name: "WeChat"}];
}

class Compose extends models.Model {
    _name = "gift.message.compose";

    platform_id = fields.Many2one({relation: "gift.platform"});
    res_id = fields.Integer();
    res_model = fields.Char();
    text = fields.Text();

    _records = [
        {id: 1, platform_id: 7, res_id: 5, res_model: "crm.lead", text: WORDS},
        {id: 2, res_id: 5, res_model: "crm.lead", text: WORDS},
        {id: 3, platform_id: 7, res_id: 5, res_model: "crm.lead", text: "  "},
    ];
}

defineMailModels();
defineModels([Compose, Platform]);

/** What the last notification offers. */
let offered = {};

beforeEach(() => {
    offered = {};
    onRpc("gift.message.sent", "mark_sent", ({kwargs}) => {
        expect.step(
            `sent to ${kwargs.res_model} ${kwargs.res_id} on ${kwargs.platform_id}: ${kwargs.text}`
        );
        return {id: 11, seconds: 10};
    });
    onRpc("gift.message.sent", "undo", ({kwargs}) => {
        expect.step(`undo ${kwargs.sent_id}`);
        return true;
    });
    mockService("action", {
        doAction: (action) => expect.step(action.type),
    });
    mockService("notification", {
        add(message, options = {}) {
            expect.step(String(message));
            offered = options;
            return () => expect.step("notification closed");
        },
    });
});

const openDialog = (resId) =>
    mountView({
        resModel: "gift.message.compose",
        resId,
        type: "form",
        arch: `<form>
            <field name="res_model" invisible="1"/><field name="res_id" invisible="1"/>
            <field name="platform_id"/><field name="text"/>
            <widget name="gift_copy_sent"/>
        </form>`,
    });

const answerOfClipboard = (writeText) =>
    patchWithCleanup(browser.navigator.clipboard, {writeText});

test("one tap copies the words, notes them as sent and closes", async () => {
    answerOfClipboard(async (text) => expect.step(`copied ${text}`));
    await openDialog(1);
    await contains(BUTTON).click();
    expect.verifySteps([
        `copied ${WORDS}`,
        `sent to crm.lead 5 on 7: ${WORDS}`,
        "Copied, and noted as sent.",
        "ir.actions.act_window_close",
    ]);
    expect(offered.autocloseDelay).toBe(10000);
});

test("what was changed on the screen is what is copied and noted", async () => {
    answerOfClipboard(async (text) => expect.step(`copied ${text}`));
    await openDialog(1);
    await contains("[name=text] textarea").edit("In other words");
    await contains(BUTTON).click();
    expect.verifySteps([
        "copied In other words",
        "sent to crm.lead 5 on 7: In other words",
        "Copied, and noted as sent.",
        "ir.actions.act_window_close",
    ]);
});

test("the tap may be taken back", async () => {
    answerOfClipboard(async () => undefined);
    await openDialog(1);
    await contains(BUTTON).click();
    expect.verifySteps([
        `sent to crm.lead 5 on 7: ${WORDS}`,
        "Copied, and noted as sent.",
        "ir.actions.act_window_close",
    ]);
    const [undo] = offered.buttons;
    expect(String(undo.name)).toBe("Undo");
    await undo.onClick();
    expect.verifySteps([
        "notification closed",
        "undo 11",
        "Taken back: nothing was noted.",
    ]);
});

test("without words or without a platform there is nothing to tap", async () => {
    await openDialog(2);
    expect(BUTTON).not.toBeEnabled();
});

test("blanks are no words", async () => {
    await openDialog(3);
    expect(BUTTON).not.toBeEnabled();
    await contains("[name=text] textarea").edit("Hello");
    expect(BUTTON).toBeEnabled();
});

test("a browser without clipboard copies the old way", async () => {
    answerOfClipboard(async () => {
        throw new Error("no https");
    });
    patchWithCleanup(document, {
        execCommand(command) {
            const area = document.activeElement;
            expect.step(`${command} ${area.value.slice(0, area.selectionEnd)}`);
            return true;
        },
    });
    await openDialog(1);
    await contains(BUTTON).click();
    await animationFrame();
    expect.verifySteps([
        `copy ${WORDS}`,
        `sent to crm.lead 5 on 7: ${WORDS}`,
        "Copied, and noted as sent.",
        "ir.actions.act_window_close",
    ]);
    expect("body > textarea").toHaveCount(0);
});

test("what could not be copied is not noted, and may be tried again", async () => {
    answerOfClipboard(async () => {
        throw new Error("not allowed");
    });
    patchWithCleanup(document, {execCommand: () => false});
    await openDialog(1);
    await contains(BUTTON).click();
    await animationFrame();
    expect.verifySteps([
        "The browser does not let us copy. Mark the words and copy them.",
    ]);
    expect(offered.type).toBe("warning");
    expect(BUTTON).toBeEnabled();
});
