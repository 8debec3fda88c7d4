/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report.h"

#include <stdlib.h>

#include "complain.h"
#include "deadline.h"
#include "failuretext.h"
#include "hostread.h"
#include "macros.h"

int report_failure(const Failure *failure, const Where *where) {
        CLEANUP(freep) char *text = failure_text(failure, where);

        if (failure->kind == FAILURE_NONE)
                return EXIT_FAILURE;
        if (text)
                complain("%s", text);
        else
                complain_of_memory();
        return EXIT_FAILURE;
}

bool report_or_fetch_host(const Where *where, Host *ret_host) {
        CLEANUP(failure_clear) Failure failure = {0};

        if (host_fetch(where, deadline_patient(), &failure, ret_host) >= 0)
                return true;
        report_failure(&failure, where);
        return false;
}
