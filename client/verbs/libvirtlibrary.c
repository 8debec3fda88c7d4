/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libvirtlibrary.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "macros.h"

#define LIBRARY "libvirt.so.0"

static const struct {
        const char *name;
        size_t offset;
} functions[] = {
#define LIST(function) {#function, offsetof(LibvirtLibrary, function)},
        LIBVIRT_FUNCTIONS(LIST)
#undef LIST
};

/* The caller reports errors; the library would print them as well. */
static void be_silent(void *data, virErrorPtr error) {
}

static bool load(LibvirtLibrary *library) {
        void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

        for (size_t i = 0; handle && i < ELEMENTS(functions); i++) {
                void *function = dlsym(handle, functions[i].name);

                if (!function)
                        return false;
                memcpy((char *)library + functions[i].offset, &function, sizeof(function));
        }
        if (!handle || library->virInitialize() < 0)
                return false;
        library->virSetErrorFunc(NULL, be_silent);
        return true;
}

const LibvirtLibrary *libvirt_library(void) {
        static LibvirtLibrary library;
        static enum { UNTRIED, LOADED, MISSING } state;

        if (state == UNTRIED)
                state = load(&library) ? LOADED : MISSING;
        return state == LOADED ? &library : NULL;
}
