import {
    differenceWords,
    PRICE_STATES,
} from "@crm_gift_retail/fields/last_price/last_price";
import {expect, test} from "@odoo/hoot";

test.tags("desktop");
test("a difference has its sign and its percent", () => {
    expect(differenceWords(-12.5)).toBe("−12.5 %");
    expect(differenceWords(4)).toBe("+4 %");
    expect(differenceWords(0)).toBe("");
    expect(differenceWords(undefined)).toBe("");
});

test.tags("desktop");
test("every state that asks for something has a sign of its own", () => {
    const icons = Object.values(PRICE_STATES)
        .map((state) => state.icon)
        .filter(Boolean);
    expect(new Set(icons).size).toBe(4);
});
