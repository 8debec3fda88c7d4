/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stands in for libvirt.so.0, whose domains need a daemon and KVM. Each file in the folder STUB_DOMAINS is a domain
 * of that name; one with a name that ends in ".paused" is paused for no known reason, one in ".running" runs, and one
 * in ".strange" is in a state that no libvirt has yet. STUB_VERSION is libvirt's version. With STUB_SILENT the daemon
 * does not answer.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#define QEMU_VERSION 10000002

struct _virConnect {
        char folder[4096];
        char uri[64];
};

struct _virDomain {
        virConnectPtr connection;
        char name[256];
};

static int last_error;

int virInitialize(void) {
        return 0;
}

void virSetErrorFunc(void *data, virErrorFunc handler) {
}

int virGetLastErrorCode(void) {
        return last_error;
}

const char *virGetLastErrorMessage(void) {
        return "the stub \033[31msays no\n";
}

static unsigned long version(void) {
        const char *text = getenv("STUB_VERSION");

        return text ? strtoul(text, NULL, 10) : 0;
}

int virGetVersion(unsigned long *library, const char *type, unsigned long *of_type) {
        *library = version();
        return 0;
}

int virConnectGetLibVersion(virConnectPtr connection, unsigned long *library) {
        *library = version();
        return 0;
}

int virConnectGetVersion(virConnectPtr connection, unsigned long *hypervisor) {
        *hypervisor = QEMU_VERSION;
        return 0;
}

const char *virConnectGetType(virConnectPtr connection) {
        return "QEMU";
}

virConnectPtr virConnectOpenReadOnly(const char *uri) {
        const char *folder = getenv("STUB_DOMAINS");
        virConnectPtr connection =
                folder && strcmp(uri, "qemu:///system") == 0 ? calloc(1, sizeof(*connection)) : NULL;

        if (getenv("STUB_SILENT"))
                pause();
        if (connection)
                snprintf(connection->folder, sizeof(connection->folder), "%s", folder);
        return connection;
}

int virConnectClose(virConnectPtr connection) {
        free(connection);
        return 0;
}

virDomainPtr virDomainLookupByName(virConnectPtr connection, const char *name) {
        virDomainPtr domain = calloc(1, sizeof(*domain));
        char path[8192];
        struct stat status;

        domain->connection = connection;
        snprintf(domain->name, sizeof(domain->name), "%s", name);
        snprintf(path, sizeof(path), "%s/%s", connection->folder, name);
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
                return domain;
        free(domain);
        last_error = VIR_ERR_NO_DOMAIN;
        return NULL;
}

int virDomainFree(virDomainPtr domain) {
        free(domain);
        return 0;
}

int virConnectListAllDomains(virConnectPtr connection, virDomainPtr **domains, unsigned int flags) {
        struct dirent **entries;
        int found = scandir(connection->folder, &entries, NULL, alphasort), count = 0;

        if (found < 0)
                return -1;
        *domains = calloc((size_t)found + 1, sizeof(**domains));
        for (int i = 0; i < found; i++) {
                (*domains)[count] = virDomainLookupByName(connection, entries[i]->d_name);
                count += (*domains)[count] != NULL;
                free(entries[i]);
        }
        free(entries);
        return count;
}

const char *virDomainGetName(virDomainPtr domain) {
        return domain->name;
}

int virDomainGetState(virDomainPtr domain, int *state, int *reason, unsigned int flags) {
        const char *dot = strrchr(domain->name, '.'), *end = dot ? dot : "";

        *state = strcmp(end, ".paused") == 0    ? VIR_DOMAIN_PAUSED
                 : strcmp(end, ".running") == 0 ? VIR_DOMAIN_RUNNING
                 : strcmp(end, ".strange") == 0 ? 1000
                                                : VIR_DOMAIN_SHUTOFF;
        *reason = *state == VIR_DOMAIN_PAUSED ? VIR_DOMAIN_PAUSED_UNKNOWN : VIR_DOMAIN_SHUTOFF_DESTROYED;
        return 0;
}

/* One with no text in its file was removed since it was listed. */
char *virDomainGetXMLDesc(virDomainPtr domain, unsigned int flags) {
        char path[8192], *xml = NULL;
        size_t size = 0;
        ssize_t length = -1;
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", domain->connection->folder, domain->name);
        file = flags == VIR_DOMAIN_XML_INACTIVE ? fopen(path, "r") : NULL;
        if (file) {
                length = getdelim(&xml, &size, 0, file);
                fclose(file);
        }
        if (length > 0)
                return xml;
        free(xml);
        last_error = VIR_ERR_NO_DOMAIN;
        return NULL;
}
