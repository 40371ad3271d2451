# Cible. `make demo` and `make test` are all that a new machine needs; `make help` lists the rest.

# ---- what it is built with: Debian packages, and why ----
DEPS = \
  gcc make                     `: the compiler` \
  flex bison                   `: the front end (lang/lexer.l, lang/parser.y)` \
  libsqlite3-dev sqlite3       `: where prospect records live; the shell is used by tests and the bench` \
  libutf8proc-dev              `: Unicode: NFC, case, categories, width` \
  libpcre2-dev                 `: matches "regex", by its DFA matcher` \
  libmd-dev                    `: MD5 for hash_percent` \
  libuchardet-dev              `: finding the encoding of a CSV file (iconv itself is in the C library)` \
  check                        `: unit tests` \
  tzdata                       `: in_zone` \
  xz-utils                     `: reading a compressed file of real data in the tests`

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= gcc

CFLAGS ?= -O2 -g
WARN = -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Werror=switch
ALL_CFLAGS = $(CFLAGS) $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off -pthread -I. -I$(BUILD)/gen $(EXTRA)
LDLIBS = -lsqlite3 -lutf8proc -lpcre2-8 -lmd -luchardet -lm -pthread

LIB_SRC = $(wildcard lang/*.c runtime/*/*.c stdlib/*.c)
CLI_SRC = $(wildcard cli/*.c)
UNIT_SRC = $(wildcard tests/unit/*.c)
GEN = $(BUILD)/gen/lexer.c $(BUILD)/gen/parser.c

LIB_OBJ = $(LIB_SRC:%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/lexer.o $(BUILD)/obj/parser.o
CLI_OBJ = $(CLI_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_OBJ = $(UNIT_SRC:%.c=$(BUILD)/obj/%.o)

.PHONY: all
all: $(BUILD)/cible $(BUILD)/libcible.so

$(BUILD)/gen/parser.c $(BUILD)/gen/parser.h &: lang/parser.y
	@mkdir -p $(@D)
	bison -Werror --header=$(BUILD)/gen/parser.h -o $(BUILD)/gen/parser.c $<

$(BUILD)/gen/lexer.c $(BUILD)/gen/lexer.h &: lang/lexer.l
	@mkdir -p $(@D)
	flex --header-file=$(BUILD)/gen/lexer.h -o $(BUILD)/gen/lexer.c $<

$(BUILD)/obj/lexer.o $(BUILD)/obj/parser.o: $(BUILD)/obj/%.o: $(BUILD)/gen/%.c $(BUILD)/gen/lexer.h $(BUILD)/gen/parser.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -c $< -o $@

$(BUILD)/obj/lang/parse.o: $(GEN)

# The inner loops are worth vectorising (docs/performance.md).
$(BUILD)/obj/runtime/vm/%.o: CFLAGS += -O3

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -c $< -o $@

$(BUILD)/libcible.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/libcible.so: $(LIB_OBJ)
	$(CC) $(ALL_CFLAGS) -shared -Wl,-soname,libcible.so -o $@ $^ $(LDLIBS)

$(BUILD)/cible: $(CLI_OBJ) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LDLIBS)

# All suites, or one alone: make build/unit-NAME (suites are listed in tests/unit/suites.def).
$(BUILD)/unit: $(UNIT_OBJ) $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -o $@ $^ -lcheck -lsubunit -lrt $(LDLIBS)

$(BUILD)/unit-%: tests/unit/main.c $(BUILD)/obj/tests/unit/test_%.o $(BUILD)/libcible.a
	$(CC) $(ALL_CFLAGS) -DONLY_SUITE=$* -o $@ $^ -lcheck -lsubunit -lrt $(LDLIBS)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

.PHONY: clean
clean:
	rm -rf $(BUILD)
