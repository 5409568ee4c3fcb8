# Fördela. `make run` and `make check` are all a newcomer needs; both install what is missing (see src/README.md, "Build").
# Everything built lands in $(BUILD); SANITIZE=address builds the same tree with ASan and UBSan beside it, SANITIZE=thread TSan.

CC := gcc
SANITIZE ?=
BUILD := build$(if $(SANITIZE),/$(SANITIZE))
VERSION := $(shell cat src/VERSION)

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef $(if $(CI),-Werror)
SANITIZERS_address := -fsanitize=address,undefined -fno-sanitize-recover=all -O1
SANITIZERS_thread := -fsanitize=thread -O1
# clang's: tests/fuzz
SANITIZERS_fuzz := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -O1
HARDENING := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
CFLAGS := -std=c17 -g -D_GNU_SOURCE -DFORDELA_VERSION='"$(VERSION)"' -Iinclude -isystem /usr/include/postgresql -fPIE -fno-omit-frame-pointer \
	$(WARNINGS) $(if $(SANITIZE),$(SANITIZERS_$(SANITIZE)),$(HARDENING)) -MMD -MP
LDFLAGS := -pie -Wl,-z,relro,-z,now $(if $(SANITIZE),$(SANITIZERS_$(SANITIZE))) -pthread

# Layers, lowest first. A layer may use those before it (http and io excepted: see tests/checks/layers) and its libraries.
LAYERS := base core store io api http cli
LIBS_base := -lsodium -loath -lnettle
LIBS_core := -lm
LIBS_store := -lsqlite3 -lpq
LIBS_api := -ljansson
LIBS_http := -lmicrohttpd -lgnutls -lz
LIBS_cli := -linih
LIBS := $(foreach layer,$(LAYERS),$(LIBS_$(layer)))

sources = $(sort $(wildcard src/$(1)/*.c))
objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call sources,$(1)))
archives = $(foreach layer,$(1),$(BUILD)/$(layer).a)
# The linker reads archives left to right: users first.
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
up_to = $(if $(filter $(1),$(firstword $(2))),$(1),$(firstword $(2)) $(call up_to,$(1),$(wordlist 2,$(words $(2)),$(2))))

.PHONY: all run check check-full bench format install deb clean
all: $(BUILD)/fordela

include src/build.mk   # generated sources: migrations, reference data, static files
include tests/build.mk # unit tests and the gate

define layer_rules
$(BUILD)/$(1).a: $$(call objects,$(1)) $$(GENERATED_$(1):%.c=%.o)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach layer,$(LAYERS),$(eval $(call layer_rules,$(layer))))

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -c $< -o $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	@$(CC) $(CFLAGS) -c $< -o $@

# --whole-archive for the store: statements register themselves by section and must all be there.
$(BUILD)/fordela: $(BUILD)/obj/main.o $(call archives,$(LAYERS))
	@$(CC) $(LDFLAGS) -o $@ $(BUILD)/obj/main.o -Wl,--start-group $(call archives,$(call reverse,$(LAYERS))) -Wl,--end-group $(LIBS)
	@echo "built $@ $(VERSION)"

run:
	@sh src/packages.sh build
	@$(MAKE) --no-print-directory all
	@sh src/run.sh $(BUILD)/fordela

# Files as a Debian package would place them.
PREFIX ?= /usr/local
install: all
	install -D -m 755 $(BUILD)/fordela $(DESTDIR)$(PREFIX)/bin/fordela

# The package, in $(BUILD). DEB_VERSION gives it another version (a test upgrades).
DEB_VERSION ?= $(VERSION)
deb:
	@sh src/packages.sh deb
	@$(MAKE) --no-print-directory all
	@sh src/package/build-deb.sh $(BUILD)/fordela $(DEB_VERSION) $(BUILD)

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build

-include $(shell find $(BUILD)/obj $(BUILD)/gen $(BUILD)/tests -type f -name '*.d' 2>/dev/null)
