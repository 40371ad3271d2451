/* SPDX-License-Identifier: MIT
 * A new folder is filled under another name and gets its own when it is whole; an empty one that is there already is filled
 * file by file, and emptied again where anything fails. */
#include "runtime/project/new.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/utf8.h"
#include "runtime/cell/words.h"
#include "runtime/project/new_parts.h"

enum { PATH_MOST = 4096 };

typedef struct NewFile {
  const char *name;
  Str text;
} NewFile;

typedef struct New {
  const NewJob *job;
  DiagList *diags;
  Arena arena;
  NewFile files[NEW_FILES_MOST];
  uint32_t count;
} New;

static Status fail(New *new, const char *path, int error) {
  diag_add(new->diags, DIAG_NEW_FAILED, (Span){0, 0}, path, strerror(error));
  return STATUS_IO;
}

static Status no_memory(New *new) {
  diag_add(new->diags, DIAG_NO_MEMORY, (Span){0, 0});
  return STATUS_NO_MEMORY;
}

static void add_file(New *new, const char *name, Str text) { new->files[new->count++] = (NewFile){name, text}; }

/* ---- what is written ---- */

static const char *const sample_files[] = {"README.md", "schema.cible", "rules.cible", "prospects.csv", NULL};
static const char *const read_files[] = {"README.md", "schema.cible", "rules.cible", NULL};

static void take_sample(New *new) {
  const char *const texts[] = {catalog_translate(new->diags->language, new_sample_readme), new_sample_schema, new_sample_rules, new_sample_csv};
  for (uint32_t i = 0; sample_files[i]; i++) add_file(new, sample_files[i], str_from(texts[i]));
}

/* How many columns say whom to approach: names, addresses, phone numbers, SIRENs. */
static uint32_t contact_columns(const ProfileTable *table) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < table->column_count; i++) {
    Role role = role_of_name(table->columns[i].name);
    count += role != ROLE_NONE && role != ROLE_CODE;
  }
  return count;
}

/* Of the tables that have a key, the one that looks most like prospects; of equal ones the largest. */
static const ProfileTable *choose_table(const Profile *profile) {
  const ProfileTable *best = NULL;
  uint32_t most = 0;
  for (uint32_t i = 0; i < profile->count; i++) {
    const ProfileTable *table = &profile->tables[i];
    uint32_t contacts = contact_columns(table);
    if (table->key < 0 || (best && (contacts < most || (contacts == most && table->rows <= best->rows)))) continue;
    best = table;
    most = contacts;
  }
  return best;
}

static Str laid_out(New *new, Str rules) {
  return new->job->lay_out ? new->job->lay_out(new->job->lay_out_user, rules) : rules;
}

/* The record, and behind it what else the database has: a program reads other tables by records of their own. */
static Str schema_of(New *new, const Profile *profile, const ProfileTable *table) {
  Buf schema;
  buf_init(&schema, new->job->alloc);
  buf_str(&schema, table->record);
  bool first = true;
  for (uint32_t i = 0; i < profile->count; i++) {
    const ProfileTable *other = &profile->tables[i];
    if (other == table) continue;
    if (first) buf_text(&schema, "\n# Other tables of the database; `cible profile` suggests a record for each. Rows that belong to this record:\n"
                                 "# `record NAME from \"table\" of THIS by COLUMN { … }`.\n");
    first = false;
    buf_text(&schema, "# - ");
    utf8_show(&schema, other->name);
    buf_print(&schema, other->rows == 1 ? ", %llu row" : ", %llu rows", (unsigned long long)other->rows);
    if (other->key >= 0) {
      buf_text(&schema, ", key ");
      utf8_show(&schema, other->columns[other->key].name);
    }
    buf_char(&schema, '\n');
  }
  Str made = schema.failed ? (Str){0} : arena_str(&new->arena, buf_view(&schema));
  if (schema.failed) new->arena.failed = true;
  buf_free(&schema);
  return made;
}

static Status write_from_table(New *new, const Profile *profile, const ProfileTable *table) {
  Buf rules, readme;
  buf_init(&rules, new->job->alloc);
  buf_init(&readme, new->job->alloc);
  new_write_rules(&rules, table, &new->arena);
  char full[PATH_MOST + 1];
  const char *database = realpath(new->job->database, full) ? full : new->job->database;
  new_write_readme(&readme, table, database, new->diags->language);
  add_file(new, read_files[0], arena_str(&new->arena, buf_view(&readme)));
  add_file(new, read_files[1], arena_str(&new->arena, laid_out(new, schema_of(new, profile, table))));
  add_file(new, read_files[2], arena_str(&new->arena, laid_out(new, buf_view(&rules))));
  bool failed = rules.failed || readme.failed || new->arena.failed;
  buf_free(&rules);
  buf_free(&readme);
  return failed ? no_memory(new) : STATUS_OK;
}

static Status take_database(New *new) {
  ProfileJob job = {.alloc = new->job->alloc, .database = new->job->database, .cancel = new->job->cancel};
  Profile profile;
  Status status = profile_run(&job, new->diags, &profile);
  const ProfileTable *table = status ? NULL : choose_table(&profile);
  if (table) {
    status = write_from_table(new, &profile, table);
  } else if (!status) {
    diag_add(new->diags, DIAG_NEW_NO_KEY, (Span){0, 0}, new->job->database);
    status = STATUS_NO;
  }
  profile_free(&profile);
  return status;
}

/* ---- where it is written ---- */

/* 0 where the folder is empty, else an errno. */
static int look_empty(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) return errno;
  int found = 0;
  for (struct dirent *entry; !found && (entry = readdir(folder));)
    found = strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") ? ENOTEMPTY : 0;
  closedir(folder);
  return found;
}

static int write_file(int folder, const NewFile *file) {
  int fd = openat(folder, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), error = 0;
  if (fd < 0) return errno;
  for (uint32_t at = 0; at < file->text.n && !error;) {
    ssize_t n = write(fd, file->text.p + at, file->text.n - at);
    if (n > 0) at += (uint32_t)n;
    else if (n == 0 || errno != EINTR) error = n == 0 ? EIO : errno;
  }
  if (fsync(fd) && !error) error = errno;
  if (close(fd) && !error) error = errno;
  if (error) unlinkat(folder, file->name, 0);
  return error;
}

/* All files, or (an errno) none. */
static int write_files(const New *new, const char *path) {
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
  if (folder < 0) return errno;
  uint32_t made = 0;
  for (; made < new->count; made++)
    if ((error = write_file(folder, &new->files[made]))) break;
  if (!error && fsync(folder)) error = errno == EINVAL ? 0 : errno;
  while (error && made > 0) unlinkat(folder, new->files[--made].name, 0);
  close(folder);
  return error;
}

static Status refuse(New *new) {
  diag_add(new->diags, DIAG_NEW_NOT_EMPTY, (Span){0, 0}, new->job->folder);
  return STATUS_IO;
}

static Status fill_empty(New *new) {
  int error = write_files(new, new->job->folder);
  return error ? fail(new, new->job->folder, error) : STATUS_OK;
}

static Status make_folder(New *new) {
  char path[PATH_MOST];
  Str name = str_from(new->job->folder);
  while (name.n > 1 && name.p[name.n - 1] == '/') name.n--;
  int n = snprintf(path, sizeof path, "%.*s.cible-%016llx", STR_ARG(name), (unsigned long long)str_seed());
  if (n < 0 || n >= PATH_MOST) return fail(new, new->job->folder, ENAMETOOLONG);
  if (mkdir(path, 0777)) return fail(new, new->job->folder, errno);
  int error = write_files(new, path);
  /* An empty folder may have come meanwhile, and is replaced; nothing else is. */
  if (!error && rename(path, new->job->folder)) error = errno;
  if (!error) return STATUS_OK;
  for (uint32_t i = 0; i < new->count; i++) {
    char file[PATH_MOST + 32];
    snprintf(file, sizeof file, "%s/%s", path, new->files[i].name);
    unlink(file);
  }
  rmdir(path);
  return error == ENOTEMPTY || error == EEXIST ? refuse(new) : fail(new, new->job->folder, error);
}

Status project_new(const NewJob *job, DiagList *diags, const char *const **files) {
  New new = {.job = job, .diags = diags};
  arena_init(&new.arena, job->alloc);
  int there = *job->folder ? look_empty(job->folder) : EINVAL;
  Status status = STATUS_OK;
  if (there == ENOTEMPTY || there == ENOTDIR) status = refuse(&new);
  else if (there && there != ENOENT) status = fail(&new, job->folder, there);
  else if (job->database) status = take_database(&new);
  else take_sample(&new);
  if (!status) status = there == ENOENT ? make_folder(&new) : fill_empty(&new);
  *files = job->database ? read_files : sample_files;
  arena_free(&new.arena);
  return status;
}
