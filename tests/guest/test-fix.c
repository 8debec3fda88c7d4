/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One change in a domain's XML, and every other byte as it was. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fix.h"
#include "macros.h"
#include "unit.h"

#define OS "<os>\n    <type arch='ppc64le' machine='pseries'>hvm</type>\n  </os>"
#define URI "http://libvirt.org/schemas/domain/qemu/1.0"

static const Change power10 = {.cap = 10};
static const Change power10_by_argument = {.cap = 10, .by_argument = true};

static void require_fix(const char *xml, const Change *change, const char *want) {
        CLEANUP(freep) char *fixed = NULL;
        size_t size = 0;

        assert_int_equal(fix_domain(xml, strlen(xml), change, &fixed, &size), 0);
        assert_string_equal(fixed, want);
        assert_int_equal(size, strlen(want));
}

static void test_no_cpu(void **state) {
        require_fix("<?xml version='1.0'?>\n<!-- <cpu/> -->\n<domain type='kvm'>\n  " OS
                    "\n  <clock/>\n</domain>\n\n",
                    &power10,
                    "<?xml version='1.0'?>\n<!-- <cpu/> -->\n<domain type='kvm'>\n  " OS
                    "\n  <cpu mode='host-model'><model>power10</model></cpu>\n  <clock/>\n</domain>\n\n");
}

static void test_one_line(void **state) {
        require_fix("<domain type='kvm'><os><type>hvm</type></os></domain>", &power10,
                    "<domain type='kvm'><os><type>hvm</type></os><cpu "
                    "mode='host-model'><model>power10</model></cpu></domain>");
        require_fix("<domain type='kvm'><os><type>hvm</type></os></domain>", &power10_by_argument,
                    "<domain xmlns:qemu='" URI "' type='kvm'><os><type>hvm</type></os>"
                    "<cpu mode='host-passthrough' check='none'/><qemu:commandline><qemu:arg value='-machine'/>"
                    "<qemu:arg value='max-cpu-compat=power10'/></qemu:commandline></domain>");
}

static void test_line_ends_of_dos(void **state) {
        require_fix("<domain type='kvm'>\r\n  <os><type>hvm</type></os>\r\n</domain>", &power10,
                    "<domain type='kvm'>\r\n  <os><type>hvm</type></os>\r\n  <cpu "
                    "mode='host-model'><model>power10</model></cpu>"
                    "\r\n</domain>");
}

static void test_model(void **state) {
        require_fix("<domain type='kvm'>\n  " OS "\n  <cpu mode='host-model' check='partial'>\n    "
                    "<model fallback='allow'>POWER10</model>\n    <topology sockets='1' cores='2' threads='1'/>\n  "
                    "</cpu>\n"
                    "  <devices><video><model type='vga'/></video></devices>\n</domain>",
                    &power10,
                    "<domain type='kvm'>\n  " OS "\n  <cpu mode='host-model' check='partial'>\n    "
                    "<model>power10</model>\n    <topology sockets='1' cores='2' threads='1'/>\n  </cpu>\n"
                    "  <devices><video><model type='vga'/></video></devices>\n</domain>");
}

static void test_pinned_by_libvirt(void **state) {
        require_fix("<domain type='kvm' id='3'>\n  " OS "\n  <cpu mode='custom' match='exact' check='none'>\n    "
                    "<model fallback='forbid'>power11</model>\n  </cpu>\n</domain>",
                    &power10,
                    "<domain type='kvm' id='3'>\n  " OS "\n  <cpu mode='host-model'>\n    "
                    "<model>power10</model>\n  </cpu>\n</domain>");
}

static void test_cpu_without_a_model(void **state) {
        require_fix(
                "<domain type='kvm'>\n  " OS "\n  <cpu mode='host-passthrough' check='none'/>\n</domain>", &power10,
                "<domain type='kvm'>\n  " OS "\n  <cpu mode='host-model'><model>power10</model></cpu>\n</domain>");
        require_fix("<domain type='kvm'>\n  " OS "\n  <cpu a='>'>\n    <topology threads='1'/>\n  </cpu>\n</domain>",
                    &power10,
                    "<domain type='kvm'>\n  " OS "\n  <cpu mode='host-model'>\n    <model>power10</model>\n    "
                    "<topology threads='1'/>\n  </cpu>\n</domain>");
}

static void test_vendor(void **state) {
        require_fix("<domain type='kvm'>\n  " OS
                    "\n  <cpu>\n    <model>POWER9</model>\n    <vendor>AMD</vendor>\n  </cpu>\n</domain>",
                    &power10,
                    "<domain type='kvm'>\n  " OS
                    "\n  <cpu mode='host-model'>\n    <model>power10</model>\n  </cpu>\n</domain>");
}

static void test_by_argument(void **state) {
        require_fix("<domain type='kvm'>\n  " OS
                    "\n  <cpu mode='custom' check='none'>\n    <model>power11</model>\n    "
                    "<topology threads='1'/>\n  </cpu>\n</domain>\n",
                    &power10_by_argument,
                    "<domain xmlns:qemu='" URI "' type='kvm'>\n  " OS
                    "\n  <cpu mode='host-passthrough' check='none'>\n    <topology threads='1'/>\n  </cpu>"
                    "\n  <qemu:commandline>\n    <qemu:arg value='-machine'/>\n    <qemu:arg "
                    "value='max-cpu-compat=power10'/>"
                    "\n  </qemu:commandline>\n</domain>\n");
}

static void test_arguments_that_are_there(void **state) {
        Change change = {.cap = 10, .by_argument = true, .cpu_host = true};

        require_fix("<domain type='kvm' xmlns:q=\"" URI "\">\n  " OS "\n  <cpu mode='host-passthrough'/>\n"
                    "  <q:commandline>\n    <q:arg value='-cpu'/>\n    <q:arg value='POWER9'/>\n  "
                    "</q:commandline>\n</domain>",
                    &change,
                    "<domain type='kvm' xmlns:q=\"" URI "\">\n  " OS "\n  <cpu mode='host-passthrough'/>\n"
                    "  <q:commandline>\n    <q:arg value='-cpu'/>\n    <q:arg value='POWER9'/>\n    <q:arg "
                    "value='-machine'/>"
                    "\n    <q:arg value='max-cpu-compat=power10'/>\n    <q:arg value='-cpu'/>\n    <q:arg "
                    "value='host'/>\n"
                    "  </q:commandline>\n</domain>");
}

static void test_empty_commandline(void **state) {
        Change change = {.options.value[CAP_CCF_ASSIST] = "off"};

        require_fix(
                "<domain type='kvm' xmlns:qemu='" URI "'>\n  " OS "\n  <qemu:commandline/>\n</domain>", &change,
                "<domain type='kvm' xmlns:qemu='" URI "'>\n  " OS
                "\n  <qemu:commandline>\n    <qemu:arg value='-machine'/>\n    <qemu:arg value='cap-ccf-assist=off'/>"
                "\n  </qemu:commandline>\n</domain>");
}

/* libvirt passes it over as it is. */
static void test_commandline_without_its_namespace(void **state) {
        Change change = {.cap = 10, .by_argument = true};

        require_fix("<domain type='kvm'>\n  " OS "\n  <cpu mode='host-passthrough'/>\n  <qemu:commandline>\n"
                    "    <qemu:arg value='-machine'/>\n    <qemu:arg value='max-cpu-compat=power11'/>\n"
                    "  </qemu:commandline>\n</domain>",
                    &change,
                    "<domain type='kvm'>\n  " OS "\n  <cpu mode='host-passthrough'/>\n"
                    "  <qemu:commandline xmlns:qemu='" URI "'>\n"
                    "    <qemu:arg value='-machine'/>\n    <qemu:arg value='max-cpu-compat=power11'/>\n"
                    "    <qemu:arg value='-machine'/>\n    <qemu:arg value='max-cpu-compat=power10'/>\n"
                    "  </qemu:commandline>\n</domain>");
        require_fix("<domain type='kvm'>\n  " OS
                    "\n  <cpu mode='host-passthrough'/>\n  <qemu:commandline/>\n</domain>",
                    &change,
                    "<domain type='kvm'>\n  " OS "\n  <cpu mode='host-passthrough'/>\n"
                    "  <qemu:commandline xmlns:qemu='" URI "'>\n"
                    "    <qemu:arg value='-machine'/>\n    <qemu:arg value='max-cpu-compat=power10'/>\n"
                    "  </qemu:commandline>\n</domain>");
        require_fix("<domain type='kvm'>" OS "<cpu mode='host-passthrough'/><q:commandline xmlns:q='" URI
                    "'/></domain>",
                    &change,
                    "<domain type='kvm'>" OS "<cpu mode='host-passthrough'/><q:commandline xmlns:q='" URI "'>"
                    "<q:arg value='-machine'/><q:arg value='max-cpu-compat=power10'/></q:commandline></domain>");
}

static void test_prefix_without_arguments(void **state) {
        Change change = {.options.value[CAP_CFPC] = "broken"};

        require_fix("<domain type='kvm' xmlns:q='" URI "'>\n  " OS "\n</domain>", &change,
                    "<domain type='kvm' xmlns:q='" URI "'>\n  " OS
                    "\n  <q:commandline>\n    <q:arg value='-machine'/>\n    <q:arg value='cap-cfpc=broken'/>"
                    "\n  </q:commandline>\n</domain>");
}

static void test_mode_and_options(void **state) {
        Change change = {.cap = 9, .options.value[CAP_CFPC] = "broken"};

        require_fix(
                "<domain type='kvm'>\n  " OS
                "\n  <description>&lt;/domain> <![CDATA[</os><cpu/>]]></description>\n</domain>",
                &change,
                "<domain xmlns:qemu='" URI "' type='kvm'>\n  " OS
                "\n  <cpu mode='host-model'><model>power9</model></cpu>"
                "\n  <description>&lt;/domain> <![CDATA[</os><cpu/>]]></description>"
                "\n  <qemu:commandline>\n    <qemu:arg value='-machine'/>\n    <qemu:arg value='cap-cfpc=broken'/>"
                "\n  </qemu:commandline>\n</domain>");
}

static void test_nothing_to_change(void **state) {
        const Change change = {0};

        require_fix("<domain type='kvm'>\n  " OS "\n</domain>", &change, "<domain type='kvm'>\n  " OS "\n</domain>");
}

static void require_refusal(const char *xml, int error) {
        char *fixed = NULL;
        size_t size = 42;

        assert_int_equal(fix_domain(xml, strlen(xml), &power10, &fixed, &size), error);
        assert_null(fixed);
        assert_int_equal(size, 42);
}

static void test_refused(void **state) {
        require_refusal("<network/>", -EINVAL);
        require_refusal("<domain type='kvm'>", -EINVAL);
        require_refusal("<domain type='kvm'/>", -ENOTSUP);
        require_refusal("<domain type='kvm'></domain>", -ENOTSUP);
        /* Its arguments come last, so the mode of <cpu> is not what the guest gets. */
        require_refusal("<domain type='kvm' xmlns:q='" URI "'>" OS "<q:commandline><q:arg value='-M'/>"
                        "<q:arg value='max-cpu-compat=power9'/></q:commandline></domain>",
                        -ENOTSUP);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_no_cpu),
                cmocka_unit_test(test_one_line),
                cmocka_unit_test(test_line_ends_of_dos),
                cmocka_unit_test(test_model),
                cmocka_unit_test(test_pinned_by_libvirt),
                cmocka_unit_test(test_cpu_without_a_model),
                cmocka_unit_test(test_vendor),
                cmocka_unit_test(test_by_argument),
                cmocka_unit_test(test_arguments_that_are_there),
                cmocka_unit_test(test_empty_commandline),
                cmocka_unit_test(test_commandline_without_its_namespace),
                cmocka_unit_test(test_prefix_without_arguments),
                cmocka_unit_test(test_mode_and_options),
                cmocka_unit_test(test_nothing_to_change),
                cmocka_unit_test(test_refused),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
