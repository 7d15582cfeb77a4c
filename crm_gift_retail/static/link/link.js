/* The customer's page works without this: it only says that a person looked, and
   keeps a second tap from sending twice. */
document.addEventListener("DOMContentLoaded", () => {
    const {seen, csrf} = document.body.dataset;

    /** A preview is not looked at: scanners run no timers or are never visible. */
    const tellSeen = () => {
        if (document.visibilityState !== "visible") {
            document.addEventListener("visibilitychange", tellSeen, {once: true});
            return;
        }
        const body = new URLSearchParams({csrf_token: csrf});
        fetch(seen, {method: "POST", body, credentials: "same-origin"}).catch(() => {
            // who is offline has seen it all the same
        });
    };
    if (seen) {
        setTimeout(tellSeen, 1500);
    }
    for (const form of document.querySelectorAll("form")) {
        form.addEventListener("submit", () => {
            // after the browser has taken the button's value
            setTimeout(() => {
                for (const button of form.querySelectorAll("button")) {
                    button.disabled = true;
                }
            });
        });
    }
    // back to the page from the browser's memory: the buttons work again
    window.addEventListener("pageshow", () => {
        for (const button of document.querySelectorAll("button:disabled")) {
            button.disabled = false;
        }
    });
});
