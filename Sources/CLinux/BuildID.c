/* The build ID that the linker wrote into this program: a note in memory, found by its headers. */
#define _GNU_SOURCE
#include "CLinux.h"

#include <elf.h>
#include <link.h>
#include <string.h>

struct search {
    int index, byte;
};

static int read_program(struct dl_phdr_info *program, size_t size, void *into) {
    (void)size;
    struct search *search = into;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &program->dlpi_phdr[i];
        if (part->p_type != PT_NOTE) continue;
        const char *at = (const char *)program->dlpi_addr + part->p_vaddr;
        const char *end = at + part->p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            const ElfW(Nhdr) *note = (const void *)at;
            const char *name = at + sizeof *note;
            const char *content = name + ((note->n_namesz + 3) & ~3u);
            if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
                memcmp(name, "GNU", 4) == 0) {
                if (search->index < (int)note->n_descsz)
                    search->byte = (unsigned char)content[search->index];
                return 1;
            }
            at = content + ((note->n_descsz + 3) & ~3u);
        }
    }
    return 1; /* The program itself comes first, and the libraries' IDs are not asked for. */
}

int clinux_build_id(int index) {
    struct search search = {index, -1};
    if (index >= 0) dl_iterate_phdr(read_program, &search);
    return search.byte;
}
