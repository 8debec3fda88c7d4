/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guesthosts.h"

#include <stdlib.h>
#include <string.h>

#include "askmany.h"
#include "complain.h"
#include "hostfacts.h"
#include "macros.h"
#include "offer.h"
#include "reason.h"
#include "report.h"
#include "stringlist.h"

void guesthosts_clear(GuestHosts *hosts) {
        string_list_free(hosts->names);
        free(hosts->facts);
        free(hosts->order);
        *hosts = (GuestHosts){0};
}

static GuestHost ask_first(const Options *options, const Domains *domains) {
        const Where *where = &options->where;
        CLEANUP(host_clear) Host host = {0};
        GuestHost facts;

        if (!report_or_fetch_host(where, &host))
                return (GuestHost){0};
        facts = guesthost_from_host(&host);
        if (!where->host && !where->machine && !where->address) {
                facts.kernel = guesthost_local_kernel();
                facts.libvirt = domains_libvirt_version(domains);
                facts.qemu = domains_qemu_version(domains);
        }
        if (!offer_is_certain(&host) && !options->quiet)
                complain("it is not certain which modes guests can use on this host: %s", reason_of_host(&host));
        return facts;
}

static bool ask_targets(const Options *options, GuestHosts *hosts) {
        RemoteHost *peers = calloc(hosts->targets, sizeof(*peers));
        bool asked = peers;

        for (size_t i = 0; asked && i < hosts->targets; i++)
                peers[i] = remote_host_init(hosts->names[i]);
        if (!asked)
                complain_of_memory();
        else if (ask_many(peers, hosts->targets, &options->where,
                          options->timeout > 0 ? options->timeout : ASK_MANY_TIMEOUT) < 0) {
                complain("the hosts cannot be asked; see whether memory or file descriptors are short");
                asked = false;
        }
        for (size_t i = 0; peers && i < hosts->targets; i++) {
                if (remote_host_has_answered(&peers[i]))
                        hosts->facts[i + 1] = guesthost_from_host(&peers[i].host);
                else if (asked)
                        complain("%s: %s", peers[i].name, peers[i].error ? peers[i].error : "no answer");
                remote_host_clear(&peers[i]);
        }
        free(peers);
        return asked;
}

/* "a,b" as a list of names; the command line has checked that none is empty. */
static bool split_names(const char *list, GuestHosts *hosts) {
        CLEANUP(freep) char *copy = strdup(list);
        char *rest = NULL;

        if (!copy)
                return false;
        for (char *name = strtok_r(copy, ",", &rest); name; name = strtok_r(NULL, ",", &rest), hosts->targets++)
                if (!string_list_append(&hosts->names, name))
                        return false;
        return true;
}

bool guesthosts_ask(const Options *options, const Domains *domains, GuestHosts *ret_hosts) {
        CLEANUP(guesthosts_clear) GuestHosts hosts = {0};
        bool split = !options->to || split_names(options->to, &hosts);

        hosts.facts = calloc(hosts.targets + 1, sizeof(hosts.facts[0]));
        hosts.order = calloc(hosts.targets + 1, sizeof(void *));
        if (!split || !hosts.facts || !hosts.order) {
                complain_of_memory();
                return false;
        }
        hosts.facts[0] = ask_first(options, domains);
        if (hosts.targets > 0 && !ask_targets(options, &hosts))
                return false;
        for (size_t i = 0; i <= hosts.targets; i++)
                hosts.order[i] = &hosts.facts[i];
        *ret_hosts = hosts;
        hosts = (GuestHosts){0};
        return true;
}
