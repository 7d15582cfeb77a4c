import {inputFiles} from "@web/../tests/utils";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const CSV = ["客户订单号,运单号", "TOUR/OUT/1,SF1234567", "TOUR/OUT/9,SF1234568"].join(
    "\n"
);

/** The warehouse uploads what the courier sent back, looks at it, takes it over. */
tours.add("gift_tracking_file", {
    steps: () => [
        {
            content: "a new file",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "choose it",
            trigger: ".o_field_binary[name='data'] input[type='file']:not(:visible)",
            async run() {
                const file = new File([CSV], "back.csv", {type: "text/csv"});
                await inputFiles(".o_field_binary[name='data'] input", [file]);
            },
        },
        {
            content: "it is there",
            trigger: ".o_field_binary[name='data'] .o_clear_file_button",
        },
        {
            content: "whose it is",
            trigger: ".o_field_widget[name='courier_id'] input",
            run: "edit SF",
        },
        {
            content: "choose the courier",
            trigger: ".o-autocomplete--dropdown-item:contains('SF Express')",
            run: "click",
        },
        {
            content: "check it",
            trigger: "button[name='action_check']",
            run: "click",
        },
        {
            content: "one number belongs to a transfer",
            trigger:
                ".o_field_widget[name='line_ids'] tr:contains('SF1234567') td:contains('Number')",
        },
        {
            content: "one to nobody, with the remedy",
            trigger:
                ".o_field_widget[name='line_ids'] tr:contains('No transfer or order has the number')",
        },
        {
            content: "take it over",
            trigger: "button[name='action_take_over']",
            run: "click",
        },
        {
            content: "done",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Taken Over')",
        },
    ],
});

/** A salesperson promises too much, is told why, and asks. */
tours.add("gift_last_ship_refused", {
    steps: () => [
        {
            content: "the reason stands above the quotation",
            trigger: "div[name='gift_last_ship_late']:contains('cannot be kept')",
        },
        {
            content: "confirm it nevertheless",
            trigger: "button[name='action_confirm']:visible",
            run: "click",
        },
        {
            content: "refused, with the earliest day",
            trigger: ".modal:contains('The earliest day to promise is')",
        },
        {
            content: "understood",
            trigger: ".modal footer button",
            run: "click",
        },
        {
            content: "ask",
            trigger: "button[name='action_gift_ask_last_ship']",
            run: "click",
        },
        {
            content: "somebody is asked",
            trigger: ".o_notification",
        },
    ],
});
