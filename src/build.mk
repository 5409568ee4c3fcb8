# Sources made by the build: the migrations and reference tables as C arrays (store), the static files (http).

GENERATED_store := $(BUILD)/gen/migrations.c
$(BUILD)/gen/migrations.c: $(wildcard migrations/*.sql) $(wildcard migrations/reference/*) src/embed-migrations.sh
	@mkdir -p $(@D)
	@sh src/embed-migrations.sh > $@.new && mv $@.new $@
