# netrt: see README.md.  `make demo` and `make check` install what they need.
# A private build: make SAN=1 (ASan, UBSan), make CC=clang CXX=clang++ B=DIR.
PREFIX	?= /usr/local
DESTDIR	?=
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

WARN	= -Wall -Wextra -Wshadow -Wconversion -Wno-unknown-warning-option \
	  -Wno-format-truncation $(WERROR)
CFLAGS	?= -g
CXXFLAGS ?= -g
PKGS	= libcyaml libturbojpeg cairo cairo-ft freetype2 fontconfig uuid \
	  libopenjp2 libcrypto zlib
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
# pkg-config has no usable answer for dcmtk (its own private requirements)
DCMTK_LIBS ?= -ldcmjpeg -lijg8 -lijg12 -lijg16 -ldcmjpls -ldcmtkcharls \
	  -ldcmimage -ldcmimgle -ldcmdata -loflog -lofstd
ALL_CFLAGS = -std=c17 -D_XOPEN_SOURCE=700 $(OPT) $(WARN) \
	  -Wstrict-prototypes -Ilib $(PKG_CFLAGS) $(CFLAGS)
ALL_CXXFLAGS = -std=c++17 $(OPT) $(WARN) -Wno-deprecated-declarations -Ilib $(CXXFLAGS)

TOOLS	= $(patsubst tools/%.c,%,$(wildcard tools/*.c))
SCRIPTS	= $(patsubst scripts/%,%,$(wildcard scripts/netrt-*))
UNITS	= $(patsubst test/unit/%.c,%,$(wildcard test/unit/*.c))
GENS	= $(patsubst test/gen/%.c,%,$(wildcard test/gen/*.c))
LIBOBJ	= $(patsubst lib/%.c,$(B)/lib/%.o,$(wildcard lib/*.c)) \
	  $(patsubst lib/%.cc,$(B)/lib/%.o,$(wildcard lib/*.cc))

all: $(TOOLS:%=$(BIN)/%) $(SCRIPTS:%=$(BIN)/%) $(GENS:%=$(B)/test/%)
units: $(UNITS:%=$(B)/test/unit-%)

$(B)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/lib/%.o: lib/%.cc
	@mkdir -p $(@D)
	$(CXX) $(ALL_CXXFLAGS) -MMD -MP -c -o $@ $<
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/libnetrt.a: $(LIBOBJ)
	@rm -f $@
	$(AR) rcs $@ $(LIBOBJ)

LINK	= $(CXX) $(OPT) $(LDFLAGS) -rdynamic -o $@ $^ $(DCMTK_LIBS) $(PKG_LIBS) -lm
$(BIN)/%: $(B)/tools/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(LINK)
$(BIN)/%: scripts/%
	@mkdir -p $(@D)
	install -m 755 $< $@
$(B)/test/unit-%: $(B)/test/unit/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(LINK)
$(B)/test/%: $(B)/test/gen/%.o $(B)/libnetrt.a
	@mkdir -p $(@D)
	$(LINK)

clean:
	rm -rf build bin

.SECONDARY:
.PHONY: all units clean
-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d)
