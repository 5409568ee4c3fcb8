# Unit tests: tests/unit/<layer>/<name>.c becomes a program linked with its layer and lower ones only, so that a call upwards
# does not link. Those of the store link all of it, so that all statements are there to be looked at; they run on PostgreSQL too
# under tests/postgresql.sh.

comma := ,
define unit_rules
UNIT_$(1) := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/$(1)/*.c))
$(BUILD)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call archives,$(call up_to,$(1),$(LAYERS)))
	@mkdir -p $$(@D)
	@$(CC) $(CFLAGS) -Itests/unit -o $$@ $$< $(LDFLAGS) $(if $(filter store,$(1)),-Wl$(comma)--whole-archive $(BUILD)/store.a -Wl$(comma)--no-whole-archive) -Wl,--start-group $(call archives,$(call reverse,$(call up_to,$(1),$(LAYERS)))) -Wl,--end-group $(foreach layer,$(call up_to,$(1),$(LAYERS)),$(LIBS_$(layer))) -lcmocka
endef
$(foreach layer,$(LAYERS),$(eval $(call unit_rules,$(layer))))
UNIT_TESTS := $(foreach layer,$(LAYERS),$(UNIT_$(layer)))

.PHONY: unit
unit: $(UNIT_TESTS)
	@for test in $(UNIT_TESTS); do $$test || exit 1; done

# The gate. Packages first, then everything built with warnings as errors.
check:
	@sh src/packages.sh check
	@$(MAKE) --no-print-directory -j$$(nproc) CI=true all $(UNIT_TESTS) $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%) $(BUILD)/tests/transport/standin
	@sh tests/check.sh $(BUILD)

# What takes longer: sanitizers over everything, more rounds of what is random, the whole browser matrix.
check-full: check
	@sh src/packages.sh full
	@$(MAKE) --no-print-directory -j$$(nproc) SANITIZE=address all unit-programs
	@$(MAKE) --no-print-directory $(BUILD)/tests/faults/shim.so
	@sh tests/check-full.sh $(BUILD)/address $(BUILD)

.PHONY: unit-programs
unit-programs: $(UNIT_TESTS) $(BUILD)/tests/transport/standin

# The transport before a stand-in application (tests/transport): raw requests, deadlines, draining.
$(BUILD)/tests/transport/standin: tests/transport/standin.c tests/unit/http/standin.h $(call archives,$(call up_to,http,$(LAYERS)))
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) -Wl,--start-group $(call archives,$(call reverse,$(call up_to,http,$(LAYERS)))) -Wl,--end-group $(foreach layer,$(call up_to,http,$(LAYERS)),$(LIBS_$(layer)))

# Makes calls of the program fail (tests/faults).
$(BUILD)/tests/faults/shim.so: tests/faults/shim.c
	@mkdir -p $(@D)
	@$(CC) -std=c17 -O1 -g -D_GNU_SOURCE -Wall -Wextra -fPIC -shared -o $@ $< -ldl

.PHONY: faults
faults: $(BUILD)/fordela $(BUILD)/tests/faults/shim.so
	@FORDELA_API_TOOLS=$(BUILD)/npm/api node tests/faults/faults.mjs $(BUILD)/fordela

# The program under attack: what others wait meanwhile, what is left behind (tests/attack). Some minutes on a machine that does nothing else.
.PHONY: attack
attack: $(BUILD)/fordela
	@FORDELA_API_TOOLS=$(BUILD)/npm/api node tests/attack/attack.mjs $(BUILD)/fordela

.PHONY: transport
transport: $(BUILD)/fordela $(BUILD)/tests/transport/standin
	@for script in tests/transport/*.test.mjs; do node $$script $(BUILD)/fordela || exit 1; done

include tests/fuzz/build.mk
include tests/bench/build.mk
