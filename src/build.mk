# Sources made by the build: the migrations and reference tables as C arrays (store), the static files (http).

GENERATED_store := $(BUILD)/gen/migrations.c
$(BUILD)/gen/migrations.c: $(wildcard migrations/*.sql) $(wildcard migrations/reference/*) src/embed-migrations.sh
	@mkdir -p $(@D)
	@sh src/embed-migrations.sh > $@.new && mv $@.new $@

# Third-party files of the pages (build/vendor, served as /static/vendor/...).
VENDOR := $(BUILD)/vendor/SHA256SUMS
$(VENDOR): static/package.json static/package-lock.json src/vendor.sh
	@sh src/vendor.sh $(BUILD)

.PHONY: vendor
vendor: $(VENDOR)

# libpq keeps its header in a folder of its own.
$(BUILD)/obj/store/postgresql.o: CFLAGS += -isystem $(shell pg_config --includedir)
