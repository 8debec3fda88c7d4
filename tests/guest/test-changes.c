/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a change, what a verdict says besides, and the words of hosts. */
#include <stdio.h>
#include <string.h>

#include "domainxml.h"
#include "generation.h"
#include "guesthost.h"
#include "macros.h"
#include "ppc-compat1.h"
#include "qemuline.h"
#include "unit.h"
#include "verdict.h"

#define QEMU_NS "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
#define ARGUMENT(value) "<qemu:arg value='" value "'/>"
#define ARGUMENTS(a, b) "<qemu:commandline " QEMU_NS ">" ARGUMENT(a) ARGUMENT(b) "</qemu:commandline>"
#define OSINFO_NS "xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'"
#define SYSTEM(id) "<metadata><l:libosinfo " OSINFO_NS "><l:os id='" id "'/></l:libosinfo></metadata>"

static const GuestHost p11_as_p10 = {
        .modes = GENERATION_BIT(10) | GENERATION_BIT(9),
        .trial = true,
        .mode = 10,
        .processor = 11,
        .pvr = 0x00820200,
        .api = GUEST_API_V2,
};

static const GuestHost p9 = {
        .modes = GENERATION_BIT(9) | GENERATION_BIT(8),
        .trial = true,
        .mode = 9,
        .processor = 9,
        .pvr = 0x004e1202,
        .api = GUEST_API_HV,
};

static void require_text(const Change *change, WishForm form, const char *want) {
        char text[CHANGE_TEXT_SIZE];

        change_text(change, form, text);
        assert_string_equal(text, want);
}

static void test_texts(void **state) {
        Change change = {.cap = 10};

        assert_false(change_is_empty(&change));
        require_text(&change, WISH_DOMAIN, "<cpu mode='host-model'><model>power10</model></cpu>");
        require_text(&change, WISH_COMMAND, "-machine max-cpu-compat=power10");
        change.cpu_host = true;
        strcpy(change.options.value[CAP_IBS], "broken");
        require_text(&change, WISH_COMMAND, "-machine max-cpu-compat=power10,cap-ibs=broken -cpu host");
        change.by_argument = true;
        require_text(&change, WISH_DOMAIN,
                     "<cpu mode='host-passthrough' check='none'/> and <qemu:commandline " QEMU_NS
                     "><qemu:arg value='-machine'/>"
                     "<qemu:arg value='max-cpu-compat=power10,cap-ibs=broken'/><qemu:arg value='-cpu'/><qemu:arg "
                     "value='host'/>"
                     "</qemu:commandline>");
        change = (Change){.options.value[CAP_HTM] = "off"};
        require_text(&change, WISH_DOMAIN,
                     "<qemu:commandline " QEMU_NS
                     "><qemu:arg value='-machine'/><qemu:arg value='cap-htm=off'/></qemu:commandline>");
        change = (Change){0};
        assert_true(change_is_empty(&change));
        require_text(&change, WISH_COMMAND, "");
}

static Verdict judge_line(const char *line, const GuestHost *host) {
        Wish wish;

        assert_int_equal(qemuline_read(line, strlen(line), &wish), WISH_OK);
        return verdict_judge(&wish, host);
}

static Verdict judge_cpu(const char *cpu, const GuestHost *host) {
        char xml[1024];
        Wish wish;

        snprintf(xml, sizeof(xml), "<domain type='kvm'><os><type machine='pseries'>hvm</type></os>%s</domain>", cpu);
        assert_int_equal(domainxml_read(xml, strlen(xml), &wish), WISH_OK);
        return verdict_judge(&wish, host);
}

static void test_mode_that_was_meant(void **state) {
        static const char rhel_9_in_power9[] =
                SYSTEM("http://redhat.com/rhel/9.4") "<cpu mode='host-model'><model>POWER9</model></cpu>";

        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=POWER9", &p11_as_p10).change.cap, 9);
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=power11", &p11_as_p10).change.cap, 10);
        assert_int_equal(judge_line("qemu-kvm -cpu power9_v2.2", &p11_as_p10).change.cap, 9);
        assert_int_equal(judge_line("qemu-kvm -cpu host,compat=power9", &p11_as_p10).change.cap, 9);
        assert_int_equal(judge_line("qemu-kvm -cpu host", &p11_as_p10).change.cap, 10);
        /* The oldest that the system runs in is one of those that it can have. */
        assert_int_equal(judge_cpu(rhel_9_in_power9, &p11_as_p10).change.cap, 9);
}

static void test_cpu_of_a_command(void **state) {
        assert_false(judge_line("qemu-kvm", &p11_as_p10).change.cpu_host);
        assert_false(judge_line("qemu-kvm -cpu HOST", &p11_as_p10).change.cpu_host);
        assert_true(judge_line("qemu-kvm -cpu POWER9", &p11_as_p10).change.cpu_host);
}

static void test_arguments_of_a_domain(void **state) {
        Change change = judge_cpu(ARGUMENTS("-machine", "max-cpu-compat=power11"), &p11_as_p10).change;

        assert_int_equal(change.cap, 10);
        assert_true(change.by_argument && !change.cpu_host);
        change = judge_cpu(ARGUMENTS("-cpu", "POWER9"), &p11_as_p10).change;
        assert_int_equal(change.cap, 9);
        assert_true(change.by_argument && change.cpu_host);
}

static void test_options_come_with_the_mode(void **state) {
        GuestHost host = p11_as_p10;
        Verdict verdict;

        strcpy(host.options.value[CAP_CFPC], "broken");
        strcpy(host.options.value[CAP_DAWR1], "off");
        verdict = judge_line("qemu-kvm -cpu host", &host);
        assert_string_equal(verdict.reason, "dies-at-boot");
        assert_int_equal(verdict.change.cap, 10);
        assert_string_equal(verdict.change.options.value[CAP_CFPC], "broken");
        assert_string_equal(verdict.change.options.value[CAP_DAWR1], "off");
        assert_true(verdict.notes & NOTE_LESS_SAFE);
        /* In power9 mode it has no second watchpoint register. */
        verdict = judge_line("qemu-kvm -M max-cpu-compat=POWER9", &host);
        assert_string_equal(verdict.change.options.value[CAP_DAWR1], "");
        /* Nor where it keeps that mode, and another option is what has to change. */
        verdict = judge_line("qemu-kvm -M max-cpu-compat=power9,cap-nested-papr=on", &host);
        assert_string_equal(verdict.reason, "nested-refused");
        assert_string_equal(verdict.change.options.value[CAP_CFPC], "broken");
        assert_string_equal(verdict.change.options.value[CAP_DAWR1], "");
}

static void test_libvirt_without_the_processor(void **state) {
        GuestHost host = p11_as_p10;

        assert_false(judge_cpu("", &host).change.by_argument);
        assert_true(judge_cpu("<cpu mode='host-model'><model>power10</model></cpu>", &host).notes &
                    NOTE_LIBVIRT_VERSION);
        host.libvirt = VERSION_OF(11, 6);
        assert_false(judge_cpu("<cpu mode='host-model'><model>power10</model></cpu>", &host).notes &
                     NOTE_LIBVIRT_VERSION);
        assert_false(judge_cpu("", &host).change.by_argument);
        host.libvirt = VERSION_OF(11, 3);
        assert_true(judge_cpu("", &host).change.by_argument);
        assert_int_equal(judge_cpu("", &host).change.cap, 10);
}

static void test_notes(void **state) {
        GuestHost host = p11_as_p10;

        assert_true(judge_line("qemu-kvm -cpu host", &host).notes & NOTE_QEMU_VERSION);
        host.qemu = VERSION_OF(10, 0);
        assert_false(judge_line("qemu-kvm -cpu host", &host).notes & NOTE_QEMU_VERSION);
        host.qemu = 0;
        host.kernel = VERSION_OF(6, 12);
        assert_false(judge_line("qemu-kvm -cpu host", &host).notes & NOTE_QEMU_VERSION);
        host = p11_as_p10;
        host.processor = 10;
        host.pvr = 0x00800200;
        assert_int_equal(judge_line("qemu-kvm -cpu host", &host).notes, NOTE_UNPINNED);
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=power10", &host).notes, 0);
        assert_int_equal(judge_line("qemu-kvm -M max-cpu-compat=power10,cap-ibs=fixed-na", &host).notes, NOTE_LEVEL);
}

/* What a host's answer proves is no doubt, also where the guest asks for it by name. */
static void test_more_than_a_host_proves(void **state) {
        static const struct {
                const char *option;
                unsigned notes;
        } rows[] = {
                {"cap-cfpc=workaround", 0},
                {"cap-cfpc=fixed", NOTE_LEVEL},
                {"cap-sbbc=workaround", 0},
                {"cap-sbbc=fixed", NOTE_LEVEL},
                {"cap-ibs=workaround", 0},
                {"cap-ibs=fixed-ibs", NOTE_LEVEL},
                {"cap-htm=on", NOTE_LEVEL},
                {"cap-nested-hv=on", NOTE_LEVEL},
                {"cap-rpt-invalidate=on", NOTE_LEVEL},
                {"cap-hpt-max-page-size=64k", 0},
                {"cap-hpt-max-page-size=128k", NOTE_LEVEL},
        };

        for (size_t i = 0; i < ELEMENTS(rows); i++) {
                char line[128];

                snprintf(line, sizeof(line), "qemu-kvm -M max-cpu-compat=power9,%s", rows[i].option);
                assert_string_equal(judge_line(line, &p9).reason, "offered");
                assert_int_equal(judge_line(line, &p9).notes, rows[i].notes);
        }
}

static void test_modes(void **state) {
        GuestHost host = {0};

        guesthost_add_mode(&host, "power42");
        guesthost_add_mode(&host, "");
        assert_int_equal(host.modes, 0);
        guesthost_add_mode(&host, "power9");
        assert_int_equal(host.modes, GENERATION_BIT(9));
}

static void test_apis(void **state) {
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_POWERVM, ""), GUEST_API_V2);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_KVM, ""), GUEST_API_V1);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_POWERNV, ""), GUEST_API_HV);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_QEMU, ""), GUEST_API_UNKNOWN);
        assert_int_equal(guesthost_api("a new word", ""), GUEST_API_UNKNOWN);
        assert_int_equal(guesthost_api(PPC_COMPAT1_PLATFORM_POWERVM, PPC_COMPAT1_REASON_NO_KVM), GUEST_API_NONE);
}

static void test_mode_of_a_pool(void **state) {
        GuestHost a = {.modes = GENERATION_BIT(11) | GENERATION_BIT(10) | GENERATION_BIT(9)};
        GuestHost b = {.modes = GENERATION_BIT(10) | GENERATION_BIT(9)}, c = {.modes = GENERATION_BIT(10)}, d = {0};
        const GuestHost *hosts[] = {&a, &b, &c, &d};

        assert_int_equal(guesthosts_common_mode(hosts, 1, 0, 0), 11);
        assert_int_equal(guesthosts_common_mode(hosts, 2, 0, 0), 10);
        assert_int_equal(guesthosts_common_mode(hosts, 2, 0, 9), 9);
        assert_int_equal(guesthosts_common_mode(hosts, 2, 11, 0), 0);
        assert_int_equal(guesthosts_common_mode(hosts, 3, 0, 9), 0);
        assert_int_equal(guesthosts_common_mode(hosts, 4, 0, 0), 0);
        assert_int_equal(guesthosts_common_mode(hosts, 0, 0, 0), 0);
}

static void test_versions(void **state) {
        const char *rest;

        assert_int_equal(version_from_text("7.3.0-rc1", NULL), VERSION_OF(7, 3));
        assert_int_equal(version_from_text("11", NULL), VERSION_OF(11, 0));
        assert_int_equal(version_from_text("10.0.2 (Debian 1:10.0.2)", NULL), VERSION_OF(10, 0));
        assert_int_equal(version_from_text("v7.3", NULL), 0);
        assert_int_equal(version_from_text("99999999999999999999.1", NULL), 0);
        assert_int_equal(version_from_text("", NULL), 0);
        assert_int_equal(version_from_text(NULL, NULL), 0);
        assert_int_equal(version_from_text("8.1.2.3", &rest), VERSION_OF(8, 1));
        assert_string_equal(rest, ".3");
        assert_int_equal(version_from_text("8.", &rest), VERSION_OF(8, 0));
        assert_string_equal(rest, ".");
        assert_int_equal(machine_version("pseries-8.2"), VERSION_OF(8, 2));
        assert_int_equal(machine_version("pseries-rhel8.2.0"), VERSION_OF(4, 2));
        assert_int_equal(machine_version("pseries-rhel10.0.0"), 0);
        assert_int_equal(machine_version("pseries"), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_texts),
                cmocka_unit_test(test_mode_that_was_meant),
                cmocka_unit_test(test_cpu_of_a_command),
                cmocka_unit_test(test_arguments_of_a_domain),
                cmocka_unit_test(test_options_come_with_the_mode),
                cmocka_unit_test(test_libvirt_without_the_processor),
                cmocka_unit_test(test_notes),
                cmocka_unit_test(test_more_than_a_host_proves),
                cmocka_unit_test(test_modes),
                cmocka_unit_test(test_apis),
                cmocka_unit_test(test_mode_of_a_pool),
                cmocka_unit_test(test_versions),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
