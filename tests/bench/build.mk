# `make bench`: the program beside the smallest C server that does the same work (tests/bench/README.md).
# Shorter or longer: make bench BENCH="--rounds 3 --seconds 1".

BENCH ?=
BENCH_PROGRAMS := $(BUILD)/tests/bench/seed $(BUILD)/tests/bench/limit

$(BUILD)/tests/bench/seed: tests/bench/seed.c $(call archives,$(call up_to,store,$(LAYERS)))
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) -Wl,--start-group $(call archives,$(call reverse,$(call up_to,store,$(LAYERS)))) -Wl,--end-group $(foreach layer,$(call up_to,store,$(LAYERS)),$(LIBS_$(layer)))

$(BUILD)/tests/bench/limit: tests/bench/limit.c tests/bench/limit_prepare.c tests/bench/limit.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ tests/bench/limit.c tests/bench/limit_prepare.c $(LDFLAGS) -lmicrohttpd -lsqlite3 -ljansson -lsodium

bench:
	@sh src/packages.sh bench
	@$(MAKE) --no-print-directory all $(BENCH_PROGRAMS)
	@node tests/bench/run.mjs $(BUILD) $(BENCH)
