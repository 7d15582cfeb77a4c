import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A button of the form's header, which a phone hides in a menu. */
const headerButton = (name) => [
    {
        isActive: ["mobile"],
        content: "open the menu of buttons",
        trigger: ".o_form_view .o_statusbar_buttons button[title=More]",
        run: "click",
    },
    {
        content: `press ${name}`,
        trigger: `button[name=${name}]`,
        run: "click",
    },
];
const card = (name) => `.o_kanban_record:contains('${name}')`;

tours.add("gift_hot_customer_cools_by_hand", {
    steps: () => [
        {
            content: "the hot customer says why",
            trigger: `${card("Hot firm")} .o_crm_gift_heat:contains('Came to the shop')`,
        },
        {
            content: "the ordinary one is not here",
            trigger: ".o_kanban_renderer:not(:contains('Cold firm'))",
        },
        {content: "open it", trigger: card("Hot firm"), run: "click"},
        {
            content: "you know better",
            trigger: ".o_form_view button[name=action_set_heat]",
            run: "click",
        },
        {
            content: "ordinary is proposed; say why",
            trigger: ".modal [name=reason] input",
            run: "edit Only looked around",
        },
        {
            content: "save",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the flame is out",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(.o_crm_gift_heat)) button[name=action_set_heat]",
        },
    ],
});

tours.add("gift_lead_lost_to_a_brand", {
    steps: () => [
        {
            content: "the deal is lost",
            trigger: ".o_form_view .o_statusbar_buttons button:contains('Lost')",
            run: "click",
        },
        {
            content: "to another brand",
            trigger:
                ".modal .o_field_selection_badge span:contains('Chose another brand')",
            run: "click",
        },
        {
            content: "which one",
            trigger: ".modal [name=gift_competitor_id] input",
            run: "edit Lotus",
        },
        {
            content: "this one",
            trigger:
                ".ui-autocomplete a:contains('Lotus Gifts'), .o-autocomplete--dropdown-item a:contains('Lotus Gifts')",
            run: "click",
        },
        {
            content: "a day to try again is proposed",
            trigger: ".modal [name=gift_winback_date]",
        },
        {
            content: "lose it",
            trigger: ".modal button[name=action_lost_reason_apply]",
            run: "click",
        },
        {
            content: "the lead says to whom",
            trigger:
                "body:not(:has(.modal)):not(:has(.o_form_dirty)) .o_form_view [name=gift_competitor_id]",
        },
    ],
});

tours.add("gift_winback_try_again", {
    steps: () => [
        {
            content: "who is due is on the list",
            trigger: `${card("Lost tea sets")}:contains('Lotus Gifts')`,
        },
        {
            content: "try again",
            trigger: `${card("Lost tea sets")} button[name=action_gift_try_again]`,
            run: "click",
        },
        {
            content: "it is a lead like any other again",
            trigger: ".o_form_view .oe_title [name=name]",
        },
    ],
});

tours.add("gift_words_copied", {
    steps: () => [
        {
            content: "the browser lets nobody but a person copy",
            trigger: ".o_form_view .oe_title [name=name]",
            run() {
                browser.navigator.clipboard.writeText = async () => {};
            },
        },
        ...headerButton("action_gift_words"),
        {
            content: "the name there is shown",
            trigger: ".modal [name=address]:contains('wang88')",
        },
        {
            content: "choose words",
            trigger:
                ".modal .o_field_selection_badge span:contains('The offer is ready')",
            run: "click",
        },
        {
            content: "they greet the person",
            trigger: ".modal [name=text] textarea:value(王总)",
        },
        {
            content: "one tap copies and notes",
            trigger: ".modal .o_crm_gift_copy_sent",
            run: "click",
        },
        {
            content: "the dialog is closed",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "tapped too early: take it back",
            trigger: ".o_notification:contains('Copied') button:contains('Undo')",
            run: "click",
        },
        {
            content: "taken back",
            trigger: ".o_notification:contains('Taken back')",
        },
        {
            content: "the lead is as it was",
            trigger: "body:not(:has(.o_form_dirty))",
        },
    ],
});

tours.add("gift_lead_brought_by", {
    steps: () => [
        {
            content: "who brought it?",
            trigger: ".o_form_view [name=gift_referrer_id] input",
            run: "edit Ms Wang",
        },
        {
            content: "this customer",
            trigger: ".o-autocomplete--dropdown-item a:contains('Ms Wang')",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "saved",
            trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
        },
    ],
});
