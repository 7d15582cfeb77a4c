import {registry} from "@web/core/registry";
import {inputFiles} from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");

/** Nothing is wider than the screen: a phone never scrolls sideways. */
const fits = (trigger) => ({
    content: "nothing is wider than the screen",
    trigger,
    run() {
        const {scrollWidth} = document.documentElement;
        if (scrollWidth > window.innerWidth) {
            throw new Error(`${scrollWidth} px on ${window.innerWidth} px`);
        }
    },
});

tours.add("gift_first_run_drop", {
    steps: () => [
        {
            content: "nothing is there yet",
            trigger: ".o_crm_gift_first_run h1:contains('Drop your Excel')",
        },
        fits(".o_crm_gift_first_run"),
        {
            content: "give it the workbook",
            trigger: ".o_crm_gift_first_run input[type=file]:not(:visible)",
            async run() {
                const answer = await fetch("/gift_tour/customers.xlsx");
                const file = new File([await answer.blob()], "sales.xlsx");
                await inputFiles(".o_crm_gift_first_run input[type=file]", [file]);
            },
        },
        {
            content: "what would happen is told before anything is saved",
            trigger: "[name=preview_ids]:contains('new customer 周测试')",
        },
        {
            content: "the line that cannot be, with its reason",
            trigger: "[name=preview_ids]:contains('The quantity is zero')",
        },
        fits("[name=preview_ids]"),
        {
            content: "bring it in",
            trigger: "button[name=action_run]:contains('Bring It In')",
            run: "click",
        },
        {
            content: "it runs by itself",
            trigger: ".progress + div:contains('close the browser')",
        },
    ],
});

tours.add("gift_first_run_done", {
    steps: () => [
        {
            content: "the sentence stands where the invitation stood",
            trigger:
                ".o_crm_gift_home:not(:has(.o_crm_gift_first_run)) .o_crm_gift_losing h1",
        },
        fits(".o_crm_gift_home"),
    ],
});

tours.add("gift_import_refused", {
    steps: () => [
        {
            content: "the refused lines",
            trigger: ".o_notebook .nav-link[name=refused]",
            run: "click",
        },
        {
            content: "each with its whole reason",
            trigger: "[name=refused_ids]:contains('The quantity is zero')",
            run() {
                for (const reason of document.querySelectorAll(
                    "[name=refused_ids] .o_kanban_record *"
                )) {
                    if (
                        reason.scrollWidth > reason.clientWidth + 1 &&
                        reason.clientWidth
                    ) {
                        throw new Error(`cut: ${reason.textContent}`);
                    }
                }
            },
        },
        fits("[name=refused_ids]"),
    ],
});

tours.add("gift_tiers_bounds", {
    steps: () => [
        {
            content: "the ladder of the firms",
            trigger: ".o_data_row:contains('Firm') .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "the best tier",
            trigger:
                "[name=tier_ids] .o_data_row:has([name=code]:contains('A')) [name=bound_from]",
            run: "click",
        },
        {
            content: "starts too high",
            trigger: "[name=tier_ids] .o_selected_row [name=bound_from] input",
            run: "edit 987654321",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "the hole between the tiers is named, with the remedy",
            trigger: ".modal .o_error_dialog, .modal:contains('do not fit together')",
        },
        {
            content: "it says whose amounts they are",
            trigger: '.modal:contains("is nobody\'s")',
        },
        {
            content: "close",
            trigger: ".modal footer button",
            run: "click",
        },
        {
            content: "think again",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "take bounds from the own history",
            trigger: "button[name=action_propose_bounds]",
            run: "click",
        },
        {
            content: "yes, replace them",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "done",
            trigger: "body:not(:has(.modal)) [name=tier_ids] .o_data_row",
        },
    ],
});

tours.add("gift_care_all_on_a_phone", {
    steps: () => [
        {
            content: "the first column is somebody's",
            trigger:
                ".o_kanban_group:first:contains('gift_sales'):contains('Real VIP')",
        },
        {
            content: "what is nobody's comes last, and is open",
            trigger: ".o_kanban_group:last .o_kanban_record:contains('Nobody looks')",
        },
        fits(".o_kanban_renderer"),
    ],
});
