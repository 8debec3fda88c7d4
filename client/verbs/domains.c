/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "domains.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "libvirtlibrary.h"
#include "macros.h"
#include "stringlist.h"

/* As libvirt numbers versions: 11.3.2 is 11003002. What is in generation.h leaves the last number out. */
#define RELEASES 1000

/* libvirt's library waits for ever for a daemon that is silent. Each of its answers is given so long. */
#define SILENCE_SECONDS 10

/* What a call of the library answers, or this program ends. */
#define IN_TIME(call)                         \
        ({                                    \
                alarm(SILENCE_SECONDS);       \
                __auto_type answer_ = (call); \
                alarm(0);                     \
                answer_;                      \
        })

struct Domains {
        const LibvirtLibrary *library;
        virConnectPtr connection;
};

void domain_clear(Domain *domain) {
        free(domain->name);
        free(domain->xml);
        *domain = (Domain){0};
}

static void end_in_silence(int number) {
        static const char text[] = "ppc-compatctl: libvirt is silent; see 'systemctl status libvirtd virtqemud', or "
                                   "name a file\n";

        (void)number;
        (void)!write(STDERR_FILENO, text, sizeof(text) - 1);
        _exit(EXIT_FAILURE);
}

/* What libvirt says may have a guest's name in it. */
static void complain_of_libvirt(const LibvirtLibrary *library, const char *problem, const char *next) {
        CLEANUP(freep) char *words = strdup(library->virGetLastErrorMessage());

        if (!words) {
                complain_of_memory();
                return;
        }
        string_clean(words);
        complain("%s: %s; %s", problem, words, next);
}

Domains *domains_open(void) {
        const LibvirtLibrary *library = libvirt_library();
        const char *uri = getenv("LIBVIRT_DEFAULT_URI");
        Domains *domains;

        if (!library) {
                complain("libvirt's library, libvirt.so.0, is not installed, so domains cannot be listed; "
                         "install it, or name a file");
                return NULL;
        }
        domains = calloc(1, sizeof(*domains));
        if (!domains) {
                complain_of_memory();
                return NULL;
        }
        domains->library = library;
        (void)signal(SIGALRM, end_in_silence);
        /* Left to itself the library would take a user's own session. */
        domains->connection = IN_TIME(library->virConnectOpenReadOnly(uri && *uri ? uri : "qemu:///system"));
        if (!domains->connection) {
                complain_of_libvirt(library, "libvirt does not answer", "see 'virsh -r list', or name a file");
                domains_closep(&domains);
        }
        return domains;
}

void domains_closep(Domains **domains) {
        if (!*domains)
                return;
        if ((*domains)->connection)
                (void)IN_TIME((*domains)->library->virConnectClose((*domains)->connection));
        free(*domains);
        *domains = NULL;
}

unsigned domains_libvirt_version(const Domains *domains) {
        const LibvirtLibrary *library = libvirt_library();
        unsigned long version = 0;
        int r = -1;

        if (domains)
                r = IN_TIME(library->virConnectGetLibVersion(domains->connection, &version));
        else if (library)
                r = library->virGetVersion(&version, NULL, NULL);
        return r < 0 ? 0 : (unsigned)version / RELEASES;
}

unsigned domains_qemu_version(const Domains *domains) {
        unsigned long version = 0;
        const char *type;

        if (!domains)
                return 0;
        type = IN_TIME(domains->library->virConnectGetType(domains->connection));
        if (!type || strcmp(type, "QEMU") != 0 ||
            IN_TIME(domains->library->virConnectGetVersion(domains->connection, &version)) < 0)
                return 0;
        return (unsigned)version / RELEASES;
}

static const char *const states[] = {
        [VIR_DOMAIN_RUNNING] = "running",         [VIR_DOMAIN_BLOCKED] = "idle",     [VIR_DOMAIN_PAUSED] = "paused",
        [VIR_DOMAIN_SHUTDOWN] = "in shutdown",    [VIR_DOMAIN_SHUTOFF] = "shut off", [VIR_DOMAIN_CRASHED] = "crashed",
        [VIR_DOMAIN_PMSUSPENDED] = "pmsuspended",
};

static void ask_state(const LibvirtLibrary *library, virDomainPtr handle, Domain *domain) {
        int state = VIR_DOMAIN_NOSTATE, reason = 0;

        if (IN_TIME(library->virDomainGetState(handle, &state, &reason, 0)) < 0)
                return;
        if (state >= 0 && (size_t)state < ELEMENTS(states))
                domain->state = states[state];
        domain->is_paused_for_unknown_reason = state == VIR_DOMAIN_PAUSED && reason == VIR_DOMAIN_PAUSED_UNKNOWN;
}

static bool take_domain(const Domains *domains, virDomainPtr handle, DomainTake take, void *data) {
        const LibvirtLibrary *library = domains->library;
        CLEANUP(domain_clear) Domain domain = {0};
        const char *name = library->virDomainGetName(handle);

        domain.name = strdup(name ? name : "");
        if (!domain.name) {
                complain_of_memory();
                return false;
        }
        domain.xml = IN_TIME(library->virDomainGetXMLDesc(handle, VIR_DOMAIN_XML_INACTIVE));
        if (!domain.xml) {
                /* It may have been removed since it was listed. */
                if (library->virGetLastErrorCode() == VIR_ERR_NO_DOMAIN)
                        return true;
                complain_of_libvirt(library, "libvirt does not give a domain's XML", "see 'virsh -r list --all'");
                return false;
        }
        ask_state(library, handle, &domain);
        return take(&domain, data);
}

bool domains_take_all(Domains *domains, DomainTake take, void *data) {
        const LibvirtLibrary *library = domains->library;
        virDomainPtr *handles = NULL;
        int count = IN_TIME(library->virConnectListAllDomains(domains->connection, &handles, 0));
        bool taken = count >= 0;

        if (!taken)
                complain_of_libvirt(library, "libvirt does not list its domains", "see 'virsh -r list --all'");
        for (int i = 0; i < count; i++) {
                taken = taken && take_domain(domains, handles[i], take, data);
                library->virDomainFree(handles[i]);
        }
        free(handles);
        return taken;
}

bool domains_take_one(Domains *domains, const char *name, DomainTake take, void *data) {
        const LibvirtLibrary *library = domains->library;
        virDomainPtr handle = IN_TIME(library->virDomainLookupByName(domains->connection, name));
        bool taken;

        if (!handle) {
                complain_of_libvirt(library, "neither a file nor a domain has this name",
                                    "see 'virsh -r list --all'");
                return false;
        }
        taken = take_domain(domains, handle, take, data);
        library->virDomainFree(handle);
        return taken;
}
