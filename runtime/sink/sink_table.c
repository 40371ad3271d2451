/* SPDX-License-Identifier: MIT
 * An aligned table. Rows are held back in blocks, each laid out as wide as its cells need and never narrower than the block before:
 * most tables are one block. On a terminal of known width wide cells are cut so that a line fits, though never the key; elsewhere
 * nothing is. Texts of the data are shown, never obeyed: control characters are written out. */
#include "runtime/base/utf8.h"
#include "runtime/data/numeric.h"
#include "runtime/data/written.h"
#include "runtime/sink/sink_text.h"

enum {
  BLOCK_BYTES = 4 << 20, /* of cells held back */
  CELL_MOST = 60,        /* columns that are laid out for a cell; a key, and any off a terminal, that is wider runs over */
  NARROWEST = 4,
};

typedef struct TableSink {
  TextSink text;
  uint32_t columns;     /* the key among them */
  uint32_t *wanted;     /* of each column, the widest cell so far */
  uint32_t *widths;     /* what it is given of that */
  bool *to_the_right;   /* numbers */
  uint32_t held;        /* rows */
  Buf cells;            /* of the rows held back, each ended by a NUL: no cell shows one */
  bool headed;
} TableSink;

/* ---- cells ---- */

/* Numbers to as many digits as different engines agree on: the last of a double's are noise to a person. */
static void show_number(Buf *out, double number) {
  char text[NUMBER_TEXT];
  double rounded = number_short(number);
  buf_str(out, (Str){text, number_write(rounded, text)});
}

static void show_value(Buf *out, const SinkColumn *head, const Value *value, const Alloc *alloc) {
  if (!value->known) return;
  if (value->kind == KIND_NUMBER) {
    show_number(out, value->f64);
    return;
  }
  Buf plain;
  buf_init(&plain, alloc);
  value_write(&plain, value, head->labels);
  utf8_show(out, buf_view(&plain));
  out->failed |= plain.failed;
  buf_free(&plain);
}

/* The longest start of the text that is no wider than `width`. */
static Str cut(Str text, uint32_t width) {
  Str start = {text.p, 0};
  for (uint32_t taken = 0; start.n < text.n;) {
    uint32_t next = start.n + 1;
    while (next < text.n && ((uint8_t)text.p[next] & 0xc0) == 0x80) next++;
    taken += utf8_width((Str){text.p + start.n, next - start.n});
    if (taken > width) break;
    start.n = next;
  }
  return start;
}

static void write_cell(TableSink *sink, uint32_t column, Str cell) {
  Buf *out = &sink->text.text;
  uint32_t room = sink->widths[column], width = utf8_width(cell);
  if (column) buf_text(out, "  ");
  bool whole = width <= room || !column || !sink->text.config.width;
  if (!whole) {
    cell = cut(cell, room - 1);
    width = utf8_width(cell) + 1;
  }
  uint32_t blanks = width < room ? room - width : 0;
  if (sink->to_the_right[column]) buf_fill(out, ' ', blanks);
  buf_str(out, cell);
  if (!whole) buf_text(out, "…");
  if (!sink->to_the_right[column]) buf_fill(out, ' ', blanks);
}

/* Blanks at the end of a line say nothing. */
static void end_line(Buf *out, size_t from) {
  while (!out->failed && out->n > from && out->p[out->n - 1] == ' ') out->n--;
  buf_char(out, '\n');
}

/* ---- widths ---- */

static void widen(TableSink *sink, uint32_t column, Str cell) {
  uint32_t width = utf8_width(cell), most = width < CELL_MOST ? width : CELL_MOST;
  if (sink->wanted[column] < most) sink->wanted[column] = most;
}

/* Takes from the widest column until the line fits the terminal, or all are narrow; from the key nothing. */
static void fit(TableSink *sink) {
  uint32_t width = sink->text.config.width;
  memcpy(sink->widths, sink->wanted, sink->columns * sizeof *sink->widths);
  while (width) {
    uint32_t line = 2 * (sink->columns - 1) + sink->widths[0], widest = 0;
    for (uint32_t c = 1; c < sink->columns; c++) {
      line += sink->widths[c];
      if (!widest || sink->widths[c] > sink->widths[widest]) widest = c;
    }
    if (line <= width || !widest || sink->widths[widest] <= NARROWEST) return;
    sink->widths[widest]--;
  }
}

static void write_head(TableSink *sink) {
  Buf *name = &sink->cells, *out = &sink->text.text;
  size_t line = out->n;
  for (uint32_t c = 0; c < sink->columns; c++) {
    size_t from = name->n;
    utf8_show(name, sink_column(&sink->text.config, c).name);
    if (name->failed) return;
    write_cell(sink, c, (Str){name->p + from, (uint32_t)(name->n - from)});
    name->n = from;
  }
  end_line(out, line);
  for (uint32_t c = 0; c < sink->columns; c++) {
    if (c) buf_text(out, "  ");
    for (uint32_t i = 0; i < sink->widths[c]; i++) buf_text(out, "─");
  }
  buf_char(out, '\n');
}

/* Lays out the rows held back, before the first of them the head. */
static Status write_held(TableSink *sink) {
  Buf *out = &sink->text.text;
  fit(sink);
  if (!sink->headed) write_head(sink);
  sink->headed = true;
  if (sink->cells.failed) return STATUS_NO_MEMORY;
  const char *cell = sink->cells.p;
  for (uint32_t row = 0; row < sink->held; row++) {
    size_t line = out->n;
    for (uint32_t c = 0; c < sink->columns; c++) {
      Str text = str_from(cell);
      write_cell(sink, c, text);
      cell += text.n + 1;
    }
    end_line(out, line);
  }
  sink->cells.n = 0;
  sink->held = 0;
  return text_sink_write(&sink->text);
}

/* ---- rows ---- */

static void hold_cell(TableSink *sink, uint32_t column, const Value *value) {
  Buf *cells = &sink->cells;
  SinkColumn head = sink_column(&sink->text.config, column);
  size_t from = cells->n;
  show_value(cells, &head, value, sink->text.config.alloc);
  if (cells->failed) return;
  widen(sink, column, (Str){cells->p + from, (uint32_t)(cells->n - from)});
  buf_char(cells, 0);
}

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  TableSink *sink = self;
  MASK_EACH(lanes, n, lane) {
    for (uint32_t c = 0; c < sink->columns; c++) {
      Value value = vector_get(c ? columns[c - 1] : key, (uint32_t)lane);
      hold_cell(sink, c, &value);
    }
    if (sink->cells.failed) return STATUS_NO_MEMORY;
    sink->held++;
    if (sink->cells.n < BLOCK_BYTES) continue;
    Status status = write_held(sink);
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

static void free_table(TableSink *sink) {
  const Alloc *alloc = sink->cells.alloc;
  buf_free(&sink->cells);
  if (sink->wanted) mem_free(alloc, sink->wanted, sink->columns * sizeof *sink->wanted);
  if (sink->widths) mem_free(alloc, sink->widths, sink->columns * sizeof *sink->widths);
  if (sink->to_the_right) mem_free(alloc, sink->to_the_right, sink->columns * sizeof *sink->to_the_right);
  mem_free(alloc, sink, sizeof *sink);
}

static void table_abandon(Sink *base) {
  TableSink *sink = (TableSink *)base;
  text_sink_close(&sink->text);
  free_table(sink);
}

static Status table_finish(Sink *base, DiagList *diags) {
  TableSink *sink = (TableSink *)base;
  Status status = write_held(sink);
  if (status == STATUS_OK) status = text_sink_commit(&sink->text, diags);
  table_abandon(base);
  return status;
}

static bool is_number(Kind kind) { return kind == KIND_INTEGER || kind == KIND_NUMBER || kind == KIND_MONEY; }

Status sink_table_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  static const SinkOps ops = {table_finish, table_abandon};
  TableSink *sink = MEM_NEW(config->alloc, TableSink);
  if (!sink) return STATUS_NO_MEMORY;
  sink->columns = config->column_count + 1;
  buf_init(&sink->cells, config->alloc);
  sink->wanted = MEM_ARRAY(config->alloc, uint32_t, sink->columns);
  sink->widths = MEM_ARRAY(config->alloc, uint32_t, sink->columns);
  sink->to_the_right = MEM_ARRAY(config->alloc, bool, sink->columns);
  Status status = text_sink_open(&sink->text, config, diags);
  sink->text.base = (Sink){.ops = &ops, .rows = {.self = sink, .rows = write_rows}};
  if (status == STATUS_OK && !(sink->wanted && sink->widths && sink->to_the_right)) status = STATUS_NO_MEMORY;
  if (status != STATUS_OK) {
    table_abandon(&sink->text.base);
    return status;
  }
  for (uint32_t c = 0; c < sink->columns; c++) {
    SinkColumn head = sink_column(config, c);
    sink->to_the_right[c] = is_number(head.kind);
    utf8_show(&sink->cells, head.name);
    widen(sink, c, buf_view(&sink->cells));
    sink->cells.n = 0;
  }
  *out = &sink->text.base;
  return STATUS_OK;
}
