import {registry} from "@web/core/registry";
import {inputFiles} from "@web/../tests/utils";

const CSV = [
    "订单号,日期,商品编码,品名,数量,单价,客户编号,客户名称,手机",
    "TOUR1,2025/3/8,A1,茶具,2,100,TOUR-V1,周测试,13811112222",
    "TOUR2,2025/3/9,A1,茶具,0,100,TOUR-V1,周测试,13811112222",
].join("\n");

/** A manager brings in a file, sees what would happen, and starts it. */
registry.category("web_tour.tours").add("gift_import", {
    steps: () => [
        {
            content: "Start with the file",
            trigger: "button:contains('Bring In a File')",
            run: "click",
        },
        {
            content: "Choose it",
            trigger:
                ".modal .o_field_binary[name='data'] input[type='file']:not(:visible)",
            async run() {
                const file = new File([CSV], "purchases.csv", {type: "text/csv"});
                await inputFiles(".modal .o_field_binary[name='data'] input", [file]);
            },
        },
        {
            content: "It was recognised as purchases",
            trigger: ".modal .o_field_widget[name='headings']:contains('订单号')",
        },
        {
            content: "Check it",
            trigger: ".modal button[name='action_continue']",
            run: "click",
        },
        {
            content: "One line would be taken",
            trigger:
                ".o_field_widget[name='preview_ids']:contains('new customer 周测试')",
        },
        {
            content: "One refused, with the reason",
            trigger:
                ".o_field_widget[name='preview_ids']:contains('The quantity is zero')",
        },
        {
            content: "Look at the columns",
            trigger: ".o_notebook .nav-link[name='columns']",
            run: "click",
        },
        {
            content: "Columns have their meaning",
            trigger: ".o_field_widget[name='mapping_ids']:contains('Customer number')",
        },
        {
            content: "Bring it in",
            trigger: "button[name='action_run']:contains('Bring It In')",
            run: "click",
        },
        {
            content: "It runs, the bar says the browser may be closed",
            trigger: ".progress + div:contains('close the browser')",
        },
    ],
});
