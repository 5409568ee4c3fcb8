# Sources made by the build: the migrations and reference tables as C arrays (store), the most common passwords (api), the
# static files (http).

GENERATED_store := $(BUILD)/gen/migrations.c
$(BUILD)/gen/migrations.c: $(wildcard migrations/*.sql) $(wildcard migrations/reference/*) src/embed-migrations.sh
	@mkdir -p $(@D)
	@sh src/embed-migrations.sh > $@.new && mv $@.new $@

GENERATED_api := $(BUILD)/gen/common_passwords.c
$(BUILD)/gen/common_passwords.c: src/api/common-passwords.txt
	@mkdir -p $(@D)
	@sed -e '1i #include "api/common_passwords.h"\nconst uint64_t common_passwords[] = {' -e 's/.*/    0x&,/' \
		-e '$$a };\nconst size_t common_password_count = sizeof common_passwords / sizeof common_passwords[0];' $< > $@.new && mv $@.new $@

# Third-party files of the pages (build/vendor, served as /static/vendor/...).
# They are the same for every kind of build and made once.
VENDOR := build/vendor/SHA256SUMS
$(VENDOR): static/package.json static/package-lock.json src/vendor.sh
	@sh src/vendor.sh build

.PHONY: vendor
vendor: $(VENDOR)

# libpq keeps its header in a folder of its own.
$(BUILD)/obj/store/postgresql.o: CFLAGS += -isystem $(shell pg_config --includedir)

# The pages, embedded with their compressed variants.
STATIC_FILES := $(shell find static -name node_modules -prune -o -type f -print)
GENERATED_http := $(BUILD)/gen/static_files.c
$(BUILD)/gen/static_files.c: $(STATIC_FILES) $(VENDOR) src/embed-static.sh
	@mkdir -p $(@D)
	@sh src/embed-static.sh $(BUILD)/gen/static static build/vendor > $@.new && mv $@.new $@
