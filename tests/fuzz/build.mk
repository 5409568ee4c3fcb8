# Fuzzing (libFuzzer) and the replay of what it found. tests/fuzz/NAME.c is a harness, tests/fuzz/corpus/NAME its kept inputs.
FUZZ_NAMES := $(filter-out main,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZ_REPLAYS := $(if $(filter fuzz,$(SANITIZE)),,$(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%))
FUZZ_SECONDS ?= 60

# With libFuzzer's main under SANITIZE=fuzz (CC=clang), with our own otherwise.
$(BUILD)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.h $(if $(filter fuzz,$(SANITIZE)),,tests/fuzz/main.c) $(call archives,$(LAYERS))
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Itests/fuzz -o $@ $< $(if $(filter fuzz,$(SANITIZE)),-fsanitize=fuzzer,tests/fuzz/main.c) $(LDFLAGS) -Wl,--start-group $(call archives,$(call reverse,$(LAYERS))) -Wl,--end-group $(LIBS)

.PHONY: fuzz fuzz-replay fuzz-programs
fuzz-programs: $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%)

fuzz-replay: $(FUZZ_REPLAYS)
	@for name in $(FUZZ_NAMES); do $(BUILD)/tests/fuzz/$$name tests/fuzz/corpus/$$name 2>/dev/null || exit 1; done

# FUZZ_SECONDS of each. New inputs go into the build folder; one that breaks something stays there as NAME-crash-...
fuzz:
	@sh src/packages.sh full
	@$(MAKE) --no-print-directory CC=clang SANITIZE=fuzz $(if $(filter-out build,$(BUILD)),BUILD=$(BUILD)/fuzz) fuzz-programs
	@sh tests/fuzz/run.sh $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_NAMES)
