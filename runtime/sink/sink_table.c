/* SPDX-License-Identifier: MIT
 * An aligned table for terminals. Widths come from the header and the first rows, which are held back until then; what is wider
 * is cut. Texts of the data are shown, never obeyed: control characters are written out. */
#include "runtime/base/utf8.h"
#include "runtime/data/written.h"
#include "runtime/sink/sink_text.h"

enum { MEASURED_ROWS = 1000, CELL_MOST = 60, NARROWEST = 4 };

typedef struct TableSink {
  TextSink text;
  uint32_t columns;     /* the key among them */
  uint32_t *widths;
  bool *to_the_right;   /* numbers */
  uint32_t held;        /* rows */
  Buf cells;            /* of the rows held back, each ended by a NUL: no cell shows one */
  bool measured;
} TableSink;

/* ---- cells ---- */

static void show_value(Buf *out, const SinkColumn *head, const Value *value, const Alloc *alloc) {
  if (!value->known) return;
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
  while (start.n < text.n) {
    uint32_t next = start.n + 1;
    while (next < text.n && ((uint8_t)text.p[next] & 0xc0) == 0x80) next++;
    if (utf8_width((Str){text.p, next}) > width) break;
    start.n = next;
  }
  return start;
}

static void write_cell(TableSink *sink, uint32_t column, Str cell) {
  Buf *out = &sink->text.text;
  uint32_t room = sink->widths[column], width = utf8_width(cell);
  if (column) buf_text(out, "  ");
  bool whole = width <= room;
  if (!whole) {
    cell = cut(cell, room - 1);
    width = utf8_width(cell) + 1;
  }
  if (sink->to_the_right[column]) buf_fill(out, ' ', room - width);
  buf_str(out, cell);
  if (!whole) buf_text(out, "…");
  if (!sink->to_the_right[column] && column + 1 < sink->columns) buf_fill(out, ' ', room - width);
  if (column + 1 == sink->columns) buf_char(out, '\n');
}

/* ---- widths ---- */

static void widen(TableSink *sink, uint32_t column, Str cell) {
  uint32_t width = utf8_width(cell), most = width < CELL_MOST ? width : CELL_MOST;
  if (sink->widths[column] < most) sink->widths[column] = most;
}

/* Takes from the widest column until the line fits the terminal, or all are narrow. */
static void fit(TableSink *sink) {
  uint32_t width = sink->text.config.width;
  if (!width) return;
  for (;;) {
    uint32_t line = 2 * (sink->columns - 1), widest = 0;
    for (uint32_t c = 0; c < sink->columns; c++) {
      line += sink->widths[c];
      if (sink->widths[c] > sink->widths[widest]) widest = c;
    }
    if (line <= width || sink->widths[widest] <= NARROWEST) return;
    sink->widths[widest]--;
  }
}

static void write_head(TableSink *sink) {
  Buf *name = &sink->cells;
  for (uint32_t c = 0; c < sink->columns; c++) {
    size_t from = name->n;
    utf8_show(name, sink_column(&sink->text.config, c).name);
    if (name->failed) return;
    write_cell(sink, c, (Str){name->p + from, (uint32_t)(name->n - from)});
    name->n = from;
  }
  for (uint32_t c = 0; c < sink->columns; c++) {
    if (c) buf_text(&sink->text.text, "  ");
    for (uint32_t i = 0; i < sink->widths[c]; i++) buf_text(&sink->text.text, "─");
  }
  buf_char(&sink->text.text, '\n');
}

/* Widths are known: writes the head and the rows held back. */
static Status write_held(TableSink *sink) {
  if (sink->measured) return STATUS_OK;
  sink->measured = true;
  fit(sink);
  write_head(sink);
  if (sink->cells.failed) return STATUS_NO_MEMORY;
  const char *cell = sink->cells.p;
  for (uint32_t i = 0; i < sink->held * sink->columns; i++) {
    Str text = str_from(cell);
    write_cell(sink, i % sink->columns, text);
    cell += text.n + 1;
  }
  sink->cells.n = 0;
  return text_sink_write(&sink->text);
}

/* ---- rows ---- */

static void take_cell(TableSink *sink, uint32_t column, const Value *value) {
  Buf *cells = &sink->cells;
  SinkColumn head = sink_column(&sink->text.config, column);
  size_t from = cells->n;
  show_value(cells, &head, value, sink->text.config.alloc);
  if (cells->failed) return;
  Str cell = {cells->p + from, (uint32_t)(cells->n - from)};
  if (!sink->measured) {
    widen(sink, column, cell);
    buf_char(cells, 0);
  } else {
    write_cell(sink, column, cell);
    cells->n = from;
  }
}

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  TableSink *sink = self;
  MASK_EACH(lanes, n, lane) {
    for (uint32_t c = 0; c < sink->columns; c++) {
      Value value = vector_get(c ? columns[c - 1] : key, (uint32_t)lane);
      take_cell(sink, c, &value);
    }
    if (sink->cells.failed) return STATUS_NO_MEMORY;
    if (sink->measured || ++sink->held < MEASURED_ROWS) continue;
    Status status = write_held(sink);
    if (status != STATUS_OK) return status;
  }
  return sink->measured ? text_sink_write(&sink->text) : STATUS_OK;
}

static void free_table(TableSink *sink) {
  const Alloc *alloc = sink->cells.alloc;
  buf_free(&sink->cells);
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
  sink->widths = MEM_ARRAY(config->alloc, uint32_t, sink->columns);
  sink->to_the_right = MEM_ARRAY(config->alloc, bool, sink->columns);
  Status status = text_sink_open(&sink->text, config, diags);
  sink->text.base = (Sink){.ops = &ops, .rows = {.self = sink, .rows = write_rows}};
  if (status == STATUS_OK && !(sink->widths && sink->to_the_right)) status = STATUS_NO_MEMORY;
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
