# `make bench`: the program beside the smallest C server that does the same work (tests/bench/README.md).
# Shorter or longer: make bench BENCH="--rounds 3 --seconds 1".

BENCH ?=
BENCH_PROGRAMS := $(BUILD)/tests/bench/seed $(BUILD)/tests/bench/limit $(BUILD)/tests/bench/share \
    $(BUILD)/tests/bench/transport $(BUILD)/tests/bench/lemon

$(BUILD)/tests/bench/seed: tests/bench/seed.c $(call archives,$(call up_to,store,$(LAYERS)))
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) -Wl,--start-group $(call archives,$(call reverse,$(call up_to,store,$(LAYERS)))) -Wl,--end-group $(foreach layer,$(call up_to,store,$(LAYERS)),$(LIBS_$(layer)))

LIMIT_SOURCES := tests/bench/limit.c tests/bench/limit_lists.c tests/bench/limit_prepare.c
$(BUILD)/tests/bench/limit: $(LIMIT_SOURCES) tests/bench/limit.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $(LIMIT_SOURCES) $(LDFLAGS) -lmicrohttpd -lsqlite3 -ljansson -lsodium

$(BUILD)/tests/bench/share $(BUILD)/tests/bench/transport: $(BUILD)/tests/bench/%: tests/bench/%.c $(call archives,base core)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) $(call archives,core base) $(LIBS_core) $(LIBS_base)

# Debian's LEMON is C++, and its headers are not for our warnings.
$(BUILD)/tests/bench/lemon: tests/bench/lemon.cc
	@mkdir -p $(@D)
	@$(CXX) -O2 -w -o $@ $< -llemon

bench:
	@sh src/packages.sh bench
	@$(MAKE) --no-print-directory all $(BENCH_PROGRAMS)
	@node tests/bench/run.mjs $(BUILD) $(BENCH)
