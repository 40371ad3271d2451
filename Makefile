# Cible. `make demo` and `make test` are all that a new machine needs; `make help` lists the rest.

# ---- what it is built with: Debian packages, and why ----
DEPS = gcc make
DEPS += flex bison               # the front end (lang/syntax/lexer.l, lang/syntax/parser.y)
DEPS += libsqlite3-dev sqlite3   # where prospect records live; the shell is used by the tests and the bench
DEPS += libutf8proc-dev          # Unicode: NFC, case, categories, width
DEPS += libpcre2-dev             # matches "regex", by its DFA matcher
DEPS += libmd-dev                # MD5, for hash_percent
DEPS += libxxhash-dev            # sums of what the cache keeps: its header alone
DEPS += libuchardet0             # finding the encoding of a CSV file, loaded then (iconv itself is in the C library)
DEPS += check                    # unit tests
DEPS += libglpk-dev              # plans are held against linear programs (tests/plan)
DEPS += tzdata                   # in_zone
DEPS += libedit-dev              # lines edited at the prompt of `cible repl`: history, completion
DEPS += gettext                  # msgfmt: messages in French (po/)

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= gcc

CFLAGS ?= -O2 -g
WARN = -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Werror=switch
ALL_CFLAGS = $(CFLAGS) $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off -pthread -I. -I$(BUILD)/gen $(EXTRA)
LDLIBS = -lsqlite3 -lutf8proc -lpcre2-8 -lmd -lm -pthread

# The program carries its small libraries within itself: to load them takes longer than a short command. SQLite, which reads files of
# others, stays shared, so that its updates reach the program without building anew. `make STATIC=` shares all of them.
STATIC ?= yes
CLI_LDLIBS = $(if $(STATIC),-lsqlite3 -Wl$(comma)-Bstatic -ledit -ltinfo -lbsd -lutf8proc -lpcre2-8 -lmd -Wl$(comma)-Bdynamic -lm -pthread,$(LDLIBS) -ledit)
comma = ,

LIB_SRC = $(wildcard lang/*/*.c runtime/*/*.c stdlib/*.c)
STD_MODULES = $(sort $(wildcard stdlib/std/*.cible))
CLI_SRC = $(wildcard cli/*.c cli/repl/*.c cli/repl/line/*.c)
UNIT_SRC = $(wildcard tests/unit/*.c)
GEN = $(BUILD)/gen/lexer.c $(BUILD)/gen/parser.c

LIB_OBJ = $(LIB_SRC:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/lexer.o $(BUILD)/obj/parser.o $(BUILD)/obj/std_modules.o $(BUILD)/obj/catalog_fr.o
CLI_OBJ = $(CLI_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_OBJ = $(UNIT_SRC:%.c=$(BUILD)/obj/%.o)

# ---- building ----

.PHONY: all
all: $(BUILD)/cible $(BUILD)/libcible.so

$(BUILD)/gen/parser.c $(BUILD)/gen/parser.h &: lang/syntax/parser.y
	@mkdir -p $(@D)
	bison -Werror --header=$(BUILD)/gen/parser.h -o $(BUILD)/gen/parser.c $<

# What the engine is made from: results that another has kept in a file are of no use to it.
MADE_FROM = $(sort $(wildcard runtime/*/*.[ch] runtime/*/*.def stdlib/*.[ch] stdlib/*.def) lang/engine/engine_filed.c)
$(BUILD)/gen/made_from.h: $(MADE_FROM)
	@mkdir -p $(@D)
	@{ cat $(MADE_FROM); $(CC) --version; echo '$(ALL_CFLAGS)'; } | sha256sum | sed 's/ .*//; s/.*/#define MADE_FROM "&"/' > $@.new
	@mv $@.new $@

$(BUILD)/obj/runtime/kept/kept_maker.o: $(BUILD)/gen/made_from.h

$(BUILD)/gen/lexer.c $(BUILD)/gen/lexer.h &: lang/syntax/lexer.l
	@mkdir -p $(@D)
	flex --header-file=$(BUILD)/gen/lexer.h -o $(BUILD)/gen/lexer.c $<

$(BUILD)/obj/lexer.o $(BUILD)/obj/parser.o: $(BUILD)/obj/%.o: $(BUILD)/gen/%.c $(BUILD)/gen/lexer.h $(BUILD)/gen/parser.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/obj/lang/syntax/parse.o: $(GEN)

# The standard library's modules, as part of the program. The folder too: a file may come or go.
$(BUILD)/gen/std_modules.c: stdlib/embed.sh $(STD_MODULES) $(wildcard stdlib/std)
	@mkdir -p $(@D)
	stdlib/embed.sh $(STD_MODULES) > $@.new
	@mv $@.new $@

$(BUILD)/obj/std_modules.o: $(BUILD)/gen/std_modules.c stdlib/modules.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

# Messages in French: the catalog as msgfmt compiles it, as part of the program. Formats must fit those of the originals.
$(BUILD)/gen/catalog_fr.c: po/fr.po po/embed.sh
	@mkdir -p $(@D)
	msgfmt --check-format --check-header --endianness=little --no-hash -o $(BUILD)/gen/fr.mo $<
	po/embed.sh $(BUILD)/gen/fr.mo fr > $@.new
	@mv $@.new $@

$(BUILD)/obj/catalog_fr.o: $(BUILD)/gen/catalog_fr.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

# The inner loops are worth vectorising (docs/performance.md).
$(BUILD)/obj/runtime/vm/%.o $(BUILD)/obj/runtime/group/%.o $(BUILD)/obj/runtime/exec/figures.o $(BUILD)/obj/runtime/assign/choice_lp.o $(BUILD)/obj/bench/fused.o: CFLAGS += -O3
$(BUILD)/obj/runtime/pages/record_cells.o $(BUILD)/obj/runtime/store/column_cells.o $(BUILD)/obj/runtime/snapshot/column_block.o $(BUILD)/obj/runtime/filed/sum.o $(BUILD)/obj/runtime/filed/sum_wide.o $(BUILD)/obj/runtime/pages/leaf_mark.o: CFLAGS += -O3

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/libcible.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/libcible.so: $(LIB_OBJ) include/libcible.map
	$(CC) $(ALL_CFLAGS) -shared -Wl,-soname,libcible.so -Wl,--version-script=include/libcible.map -o $@ $(LIB_OBJ) $(LDLIBS)

$(BUILD)/cible: $(CLI_OBJ) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(CLI_LDLIBS)

# The program with those functions in their plain form alone that are otherwise compiled for wider vectors too (runtime/base/hot.h):
# tests/determinism holds the two against each other.
PLAIN_OBJ = $(patsubst %.c,$(BUILD)/obj/plain/%.o,$(shell grep -lw HOT $(LIB_SRC)))

$(BUILD)/obj/plain/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -O3 -DPLAIN -MMD -MP -c $< -o $@

$(BUILD)/cible-plain: $(CLI_OBJ) $(PLAIN_OBJ) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(CLI_LDLIBS)

# All suites, or one alone: make build/unit-NAME (suites are listed in tests/unit/suites.def).
$(BUILD)/unit: $(UNIT_OBJ) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ -lcheck -lsubunit -lrt $(LDLIBS)

$(BUILD)/unit-%: tests/unit/main.c $(BUILD)/obj/tests/unit/test_%.o $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -DONLY_SUITE=$* -o $@ $^ -lcheck -lsubunit -lrt $(LDLIBS)

# Plans held against the optimum of linear programs, which GLPK finds.
$(BUILD)/plan-lp: $(BUILD)/obj/tests/plan/lp.o $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ -lcheck -lsubunit -lrt -lglpk $(LDLIBS)

# The golden cases: tests/golden/run compares, golden-update rewrites what they expect.
$(BUILD)/golden: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/golden/*.c)) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

.PHONY: golden-update
golden-update: $(BUILD)/golden
	$(BUILD)/golden --update tests/golden/*/*.case

# The second evaluator, which holds the machine to the text of the language (tests/naive).
$(BUILD)/naive: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/naive/*.c)) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

# The fuzz target of the page reader, run by a driver of ours, or under libFuzzer, which clang brings along.
FUZZ_OBJ = $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/fuzz/*.c))

$(BUILD)/fuzz-pages: $(FUZZ_OBJ) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libfuzzer-pages: $(filter-out %/driver.o,$(FUZZ_OBJ)) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

# The formatter's promises, held on rule files and on random programs (tests/format).
$(BUILD)/reformat: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/format/*.c tests/naive/gen*.c) tests/golden/cases.c) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

# Completions and man pages, made from the program's lists of commands and options (cli/describe).
$(BUILD)/describe: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard cli/describe/*.c)) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

COMPLETIONS = $(BUILD)/completions/cible.bash $(BUILD)/completions/_cible $(BUILD)/completions/cible.fish
MAN_PAGES = $(BUILD)/man/cible.1 $(BUILD)/man/cible.5 $(BUILD)/man/fr/cible.1

$(BUILD)/completions/cible.bash: DESCRIBE = bash
$(BUILD)/completions/_cible: DESCRIBE = zsh
$(BUILD)/completions/cible.fish: DESCRIBE = fish
$(BUILD)/man/cible.1: DESCRIBE = man1
$(BUILD)/man/fr/cible.1: DESCRIBE = man1 fr
$(BUILD)/man/cible.5: DESCRIBE = man5 cli/describe/cible.5.in
$(BUILD)/man/cible.5: cli/describe/cible.5.in
$(COMPLETIONS) $(MAN_PAGES): $(BUILD)/describe
	@mkdir -p $(@D)
	$(BUILD)/describe $(DESCRIBE) > $@.new
	@mv $@.new $@

.PHONY: completions man
completions: $(COMPLETIONS)
man: $(MAN_PAGES)

# The tests' own programs, the generator of example data and the bench of the VM alone among them.
TOOLS = $(BUILD)/terminal $(BUILD)/cible-plain $(BUILD)/generate $(BENCH_TOOLS) $(BUILD)/golden $(BUILD)/naive $(BUILD)/reformat $(BUILD)/fuzz-pages $(BUILD)/plan-lp
BENCH_TOOLS = $(BUILD)/bench-vm $(BUILD)/bench-assign $(BUILD)/bench-kept $(BUILD)/bench-write $(BUILD)/bench-step $(BUILD)/bench-watch

$(BUILD)/generate: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard examples/data/*.c))
	$(CC) $(ALL_CFLAGS) -o $@ $^ -lsqlite3 -lm

$(BUILD)/bench-vm: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard bench/*.c)) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/bench-kept: $(BUILD)/obj/bench/kept/kept.o $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/bench-write: $(BUILD)/obj/bench/writing/write.o $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/bench-assign: $(BUILD)/obj/bench/assign/assign.o $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

# Keys typed at a pseudo-terminal.
$(BUILD)/terminal: $(BUILD)/obj/tests/terminal/terminal.o
	$(CC) $(ALL_CFLAGS) -o $@ $^ -lutil

# What the bench compares with, and what it measures by.
$(BUILD)/bench-step: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard bench/peers/step/*.c))
	$(CC) $(ALL_CFLAGS) -o $@ $^ -lsqlite3 -lm -pthread

$(BUILD)/bench-watch: $(BUILD)/obj/bench/harness/watch.o
	$(CC) $(ALL_CFLAGS) -o $@ $^

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# ---- using ----

.PHONY: help
help:
	@echo "make            the program build/cible and the library build/libcible.so"
	@echo "make demo       20 000 invented firms, and the whole chain of rules over them"
	@echo "make test       every test (make deps first, where packages are missing)"
	@echo "make san        every test under the address and undefined-behaviour sanitizers"
	@echo "make fuzz       the page reader under libFuzzer, for FUZZ_SECONDS=60 (needs clang)"
	@echo "make examples   the tests of the examples alone"
	@echo "make bench      speed against SQL, DuckDB and C, as ratios (BENCH_RECORDS=4000000 BENCH_ROUNDS=5 BENCH_ONLY=w1,w2)"
	@echo "make bench-growth   speed from 10 000 to 16 000 000 records"
	@echo "make completions man   for bash, zsh and fish; cible(1) and cible(5)"
	@echo "make install    into PREFIX=$(PREFIX), below DESTDIR"
	@echo "make deps       the Debian packages that are missing"
	@echo "make clean      removes $(BUILD)/"

# Asks the package database only; installs, visibly, what is missing.
.PHONY: deps
deps:
	@if ! command -v dpkg-query >/dev/null; then echo "no Debian here; what is needed:" $(DEPS); exit 0; fi; \
	missing=; for package in $(DEPS); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -q && $$sudo apt-get install -y --no-install-recommends $$missing; \
	fi

$(BUILD)/demo.db: $(BUILD)/generate
	$(BUILD)/generate --records 20000 --seed 1 $@

.PHONY: demo
demo: deps
	@$(MAKE) --no-print-directory -s $(BUILD)/cible $(BUILD)/demo.db
	@echo "20 000 invented French firms are in $(BUILD)/demo.db; the rules are in examples/35_whole_chain.cible."
	$(BUILD)/cible run examples/35_whole_chain.cible --db $(BUILD)/demo.db --today 2027-03-01
	$(BUILD)/cible run examples/35_whole_chain.cible --db $(BUILD)/demo.db --today 2027-03-01 --where targeted \
	  --select name,town,appetence,temperature,contact,contact.cost,proposal --order 'appetence desc' --limit 10

.PHONY: test
test: deps
	@$(MAKE) --no-print-directory all completions man $(BUILD)/unit $(TOOLS)
	@tests/run $(BUILD)

.PHONY: san
san: # in one process: a fork for each of the unit tests would look for leaks thousands of times
	@CK_FORK=no $(MAKE) --no-print-directory test BUILD=$(BUILD)/san EXTRA="-fsanitize=address,undefined -fno-sanitize-recover=undefined"

FUZZ_SECONDS ?= 60

.PHONY: fuzz-pages
fuzz-pages:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang EXTRA="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" \
	  $(BUILD)/fuzz/libfuzzer-pages $(BUILD)/fuzz/fuzz-pages

.PHONY: fuzz
fuzz: fuzz-pages
	@mkdir -p $(BUILD)/fuzz/pages
	@$(BUILD)/fuzz/fuzz-pages --write $(BUILD)/fuzz/pages
	$(BUILD)/fuzz/libfuzzer-pages -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -artifact_prefix=$(BUILD)/fuzz/ $(BUILD)/fuzz/pages

.PHONY: examples
examples: $(BUILD)/cible $(BUILD)/generate
	@tests/cli/examples $(BUILD)

.PHONY: bench
bench: $(BUILD)/cible $(TOOLS)
	@bench/run $(BUILD)

.PHONY: bench-growth
bench-growth: $(BUILD)/cible $(TOOLS)
	@bench/growth $(BUILD)

.PHONY: install
install: all completions man
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include
	install -m 755 $(BUILD)/cible $(DESTDIR)$(PREFIX)/bin/cible
	install -m 755 $(BUILD)/libcible.so $(DESTDIR)$(PREFIX)/lib/libcible.so
	install -m 644 $(BUILD)/libcible.a $(DESTDIR)$(PREFIX)/lib/libcible.a
	install -m 644 include/cible.h $(DESTDIR)$(PREFIX)/include/cible.h
	install -d $(DESTDIR)$(PREFIX)/share/cible/std
	$(if $(STD_MODULES),install -m 644 $(STD_MODULES) $(DESTDIR)$(PREFIX)/share/cible/std)
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,man/man1 man/man5 man/fr/man1 bash-completion/completions zsh/site-functions fish/vendor_completions.d)
	install -m 644 $(BUILD)/man/cible.1 $(DESTDIR)$(PREFIX)/share/man/man1/cible.1
	install -m 644 $(BUILD)/man/fr/cible.1 $(DESTDIR)$(PREFIX)/share/man/fr/man1/cible.1
	install -m 644 $(BUILD)/man/cible.5 $(DESTDIR)$(PREFIX)/share/man/man5/cible.5
	install -m 644 $(BUILD)/completions/cible.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cible
	install -m 644 $(BUILD)/completions/_cible $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cible
	install -m 644 $(BUILD)/completions/cible.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cible.fish
	sed -e 's|@PREFIX@|$(PREFIX)|' -e "s|@VERSION@|$$(sed -n 's/^#define CIBLE_VERSION "\(.*\)"/\1/p' include/cible.h)|" \
	  include/cible.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/cible.pc

.PHONY: clean
clean:
	rm -rf $(BUILD)
