import {TierBadge} from "@crm_gift_retail/fields/tier_badge/tier_badge";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {Component, useState} from "@odoo/owl";

/** A few customers to choose from; each row is one tap. */
export class MatchList extends Component {
    static template = "crm_gift_retail.MatchList";
    static components = {TierBadge};
    static props = {
        matches: {type: Array},
        onChoose: {type: Function},
    };

    /** Words under the name: firm, number, owner; masked parts come masked. */
    details(match) {
        return [
            match.firm,
            match.phone,
            match.claimed_until
                ? _t("%(owner)s until %(date)s", {
                      owner: match.owner,
                      date: formatDate(deserializeDate(match.claimed_until)),
                  })
                : match.owner,
        ].filter(Boolean);
    }
}

/** "Who is it?": asks while one types, by number, last digits, pinyin, order, WeChat. */
export class FinderBox extends Component {
    static template = "crm_gift_retail.FinderBox";
    static components = {MatchList};
    static props = {
        autofocus: {type: Boolean, optional: true},
        onChoose: {type: Function},
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({term: "", matches: [], asked: ""});
        this.findSoon = useDebounced(() => this.find(), 250);
    }

    async find() {
        const term = this.state.term.trim();
        const matches = term
            ? await this.keepLast.add(this.orm.call("gift.finder", "find", [term]))
            : [];
        Object.assign(this.state, {matches, asked: term});
    }
}
