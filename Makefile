# netrt: see README.md.  `make demo` and `make check` install what they need.
# A private build: make SAN=1 (ASan, UBSan), make CC=clang CXX=clang++ B=DIR.
PREFIX	?= /usr/local
DESTDIR	?=
MANDIR	= $(PREFIX)/share/man
SAN	?=
ifeq ($(SAN),)
B	?= build
BIN	?= bin
OPT	?= -O2
else
B	?= build/san
BIN	?= build/san/bin
OPT	?= -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
endif

# what it takes to build and run, and what the tests take beside it
DEPS	= gcc g++ libc6-dev pkg-config dcmtk libdcmtk-dev libcyaml-dev libyaml-dev \
	  libturbojpeg0-dev libcairo2-dev libfreetype-dev uuid-dev \
	  libopenjp2-7-dev libssl-dev zlib1g-dev libjansson-dev \
	  fonts-dejavu-core stunnel4
DEPS_CHECK = $(DEPS) clang libclang-rt-14-dev shellcheck mandoc strace perl \
	  python3-pydicom python3-numpy orthanc ctn odil dicom3tools procps \
	  util-linux runit plastimatch openssl

WARN	= -Wall -Wextra -Wshadow -Wconversion -Wno-unknown-warning-option \
	  -Wno-format-truncation $(WERROR)
CFLAGS	?= -g
CXXFLAGS ?= -g
PKGS	= libcyaml yaml-0.1 libturbojpeg cairo cairo-ft freetype2 uuid libopenjp2 \
	  libcrypto zlib jansson
# = and not :=, so that `make deps` in the same run comes first
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS   = $(shell pkg-config --libs $(PKGS))
# pkg-config has no usable answer for dcmtk (its own private requirements)
DCMTK_LIBS ?= -ldcmseg -ldcmfg -ldcmiod -ldcmjpeg -lijg8 -lijg12 -lijg16 \
	  -ldcmjpls -ldcmtkcharls -ldcmimage -ldcmimgle -ldcmdata -loflog -lofstd
ALL_CFLAGS = -std=c17 -D_XOPEN_SOURCE=700 $(OPT) $(WARN) \
	  -Wstrict-prototypes -Ilib $(PKG_CFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(OPT) $(WARN) -Ilib $(CXXFLAGS)

TOOLS	= $(patsubst tools/%.c,%,$(wildcard tools/*.c))
SCRIPTS	= $(patsubst scripts/%,%,$(wildcard scripts/netrt-*))
UNITS	= $(patsubst test/unit/%.c,%,$(wildcard test/unit/*.c))
GENS	= $(patsubst test/gen/%.c,%,$(wildcard test/gen/*.c))
FUZZERS	= $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/*.c))
LIBOBJ	= $(patsubst lib/%.c,$(B)/lib/%.o,$(wildcard lib/*.c)) \
	  $(patsubst lib/%.cc,$(B)/lib/%.o,$(wildcard lib/*.cc))

all: $(TOOLS:%=$(BIN)/%) $(SCRIPTS:%=$(BIN)/%) $(GENS:%=$(B)/test/%)
units: $(UNITS:%=$(B)/test/unit-%)
# compiled only
objects: $(LIBOBJ) $(patsubst %.c,$(B)/%.o,$(wildcard tools/*.c test/unit/*.c \
	  test/gen/*.c test/gen/*/*.c test/fuzz/*.c))
fuzzers: $(FUZZERS:%=$(B)/test/fuzz-%)

$(B)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/lib/%.o: lib/%.cc
	@mkdir -p $(@D)
	$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c -o $@ $<
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
# PS3.15 table E.1-1, from facts to C
$(B)/lib/deid_table.o: $(B)/lib/deid_table.inc
$(B)/lib/deid_table.o: ALL_CFLAGS += -I$(B)/lib
$(B)/lib/deid_table.inc: lib/deid_table.tsv lib/deid_table.awk
	@mkdir -p $(@D)
	LC_ALL=C awk -f lib/deid_table.awk lib/deid_table.tsv >$@.tmp
	@mv $@.tmp $@
$(B)/libnetrt.a: $(LIBOBJ)
	@rm -f $@
	$(AR) rcs $@ $(LIBOBJ)

LINK	= $(CXX) $(OPT) $(LDFLAGS) -rdynamic -o $@ $(filter %.o,$^) \
	  $(filter %.a,$^) $(DCMTK_LIBS) $(PKG_LIBS) -lm
$(BIN)/%: $(B)/tools/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(LINK)
$(BIN)/%: scripts/%
	@mkdir -p $(@D)
	install -m 755 $< $@
$(B)/test/unit-%: $(B)/test/unit/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(LINK)
$(B)/test/fuzz-%: $(B)/test/fuzz/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(CXX) $(OPT) -fsanitize=fuzzer -o $@ $^ $(DCMTK_LIBS) $(PKG_LIBS) -lm
$(B)/test/%: $(B)/test/gen/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(LINK)
$(B)/test/mkstudy: $(patsubst %.c,$(B)/%.o,$(wildcard test/gen/mkstudy/*.c))
$(B)/test/shapes: $(patsubst %.c,$(B)/%.o,$(wildcard test/gen/shapes/*.c))
$(B)/test/scpfake: $(patsubst %.c,$(B)/%.o,$(wildcard test/gen/scpfake/*.c))

deps:
	@scripts/deps $(DEPS)
deps-check:
	@scripts/deps $(DEPS_CHECK)

# the main job on this machine: STUDY=DIR for files of your own
demo: deps
	@$(MAKE) -s -j2 all
	@bin/netrt-demo $(if $(STUDY),'$(STUDY)')

check: deps-check
	@test/check
lint: deps-check
	@test/lint
bench: deps-check
	@$(MAKE) -s -j2 all
	@test/bench/run
soak: deps-check
	@$(MAKE) -s -j2 all
	@CRASH_ALL=1 SOAK=1 test/run $(B) $(BIN) \
	    test/1055-receive-many.t test/4010-anon-pidmap-crash.t \
	    test/4015-anon-pidmap-race.t test/4047-anon-reident-crash.t \
	    test/96*.t
	@test/crash/soak
# FUZZ_SECONDS for each target
fuzz: deps-check
	@test/fuzz/run

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/netrt \
	    $(DESTDIR)$(PREFIX)/share/doc/netrt
	install -m 755 $(TOOLS:%=$(BIN)/%) $(SCRIPTS:%=$(BIN)/%) \
	    $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(B)/test/mkstudy $(B)/test/measure $(B)/test/freeport \
	    $(DESTDIR)$(PREFIX)/libexec/netrt
	for s in 1 5 7 8; do \
	    install -d $(DESTDIR)$(MANDIR)/man$$s; \
	    for p in man/*.$$s; do [ ! -e "$$p" ] || \
	        install -m 644 "$$p" $(DESTDIR)$(MANDIR)/man$$s; done; done
	install -m 644 README.md COPYING $(DESTDIR)$(PREFIX)/share/doc/netrt
	cp -R etc $(DESTDIR)$(PREFIX)/share/doc/netrt/examples

clean:
	rm -rf build bin

.SECONDARY:
.PHONY: all units objects fuzzers deps deps-check demo check lint bench soak fuzz \
	install clean
-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d $(B)/*/*/*/*.d)
