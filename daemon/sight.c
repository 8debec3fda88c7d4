/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sight.h"

static bool clues_equal(const PlatformClues *a, const PlatformClues *b) {
        return a->compatible_powernv == b->compatible_powernv &&
               a->compatible_qemu_pseries == b->compatible_qemu_pseries && a->compatible_ibm == b->compatible_ibm &&
               a->hypervisor_kvm == b->hypervisor_kvm && a->partition_name == b->partition_name &&
               a->powervm_property == b->powervm_property && a->device_type_chrp == b->device_type_chrp;
}

static bool versions_equal(const CpuVersions *a, const CpuVersions *b) {
        return (a->known > 0) == (b->known > 0) && (a->unknown > 0) == (b->unknown > 0) &&
               (a->malformed > 0) == (b->malformed > 0) && a->lowest == b->lowest && a->newest == b->newest &&
               a->first_unknown == b->first_unknown;
}

static bool hosts_equal(const Facts *a, const Facts *b) {
        return a->tree.present == b->tree.present && clues_equal(&a->tree.clues, &b->tree.clues) &&
               versions_equal(&a->tree.cpus, &b->tree.cpus) && a->processor_pvr == b->processor_pvr;
}

int sight_look(Sight *sight, const Input *input) {
        Facts before = sight->facts;
        int r = input_look(input, &sight->facts);

        if (r < 0)
                return r;
        if (sight->host == 0 || !hosts_equal(&before, &sight->facts))
                sight->host++;
        return 0;
}
