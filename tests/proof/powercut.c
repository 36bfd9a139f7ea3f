/* A stand-in for a power cut: a library that is preloaded into the server and keeps, in a shadow folder, only those bytes
 * that were fsynced. After the server was killed, the shadow is what a disk would hold that lost its power at that moment.
 *
 * POWERCUT_FOLDER is the folder to watch, POWERCUT_SHADOW where its synced bytes go. Each write to a regular file below the
 * folder is noted; fsync and fdatasync copy the noted ranges. Renames and removals count at once (folders are taken as
 * synced), so what is proved is the order and completeness of fsyncs, not of directory entries. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct range { off_t from; off_t to; struct range *next; };
struct file { dev_t dev; ino_t ino; struct range *ranges; struct file *next; };

static struct file *files;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *folder(void) { const char *f = getenv("POWERCUT_FOLDER"); return f ? f : ""; }
static const char *shadow(void) { const char *s = getenv("POWERCUT_SHADOW"); return s ? s : ""; }

#define REAL(type, name) static type (*real)(); if (!real) real = (type (*)())dlsym(RTLD_NEXT, name)

/* The shadow's path for a path below the watched folder; 0 for any other. */
static int shadow_of(const char *path, char *out, size_t size) {
    size_t length = strlen(folder());
    if (!length || strncmp(path, folder(), length) != 0 || path[length] != '/') return 0;
    return snprintf(out, size, "%s%s", shadow(), path + length) < (int)size;
}

static void make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0777);
        *slash = '/';
    }
}

static struct file *find(const struct stat *st, int make) {
    struct file *f;
    for (f = files; f; f = f->next)
        if (f->dev == st->st_dev && f->ino == st->st_ino) return f;
    if (!make) return NULL;
    f = calloc(1, sizeof *f);
    f->dev = st->st_dev;
    f->ino = st->st_ino;
    f->next = files;
    files = f;
    return f;
}

static void note(int fd, off_t from, ssize_t length) {
    struct stat st;
    int before = errno;
    if (length > 0 && *folder() && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        pthread_mutex_lock(&lock);
        struct file *f = find(&st, 1);
        struct range *last = f->ranges;
        if (last && last->to == from) {
            last->to = from + length;
        } else {
            struct range *r = calloc(1, sizeof *r);
            r->from = from;
            r->to = from + length;
            r->next = f->ranges;
            f->ranges = r;
        }
        pthread_mutex_unlock(&lock);
    }
    errno = before;
}

/* Copies what was written since the last sync; runs after the real sync has returned. It reads through the server's own
 * descriptor where that can read: closing another one on the same file would drop SQLite's locks on it. */
static void keep(int fd) {
    char link[64], path[PATH_MAX], target[PATH_MAX], buffer[1 << 16];
    struct stat st;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0) {
        path[length] = 0;
        if (shadow_of(path, target, sizeof target) && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
            pthread_mutex_lock(&lock);
            make_folders(target);
            int own = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
            int in = own ? fd : open(path, O_RDONLY | O_CLOEXEC), out = open(target, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            struct file *f = find(&st, 0);
            struct range *r = f ? f->ranges : NULL;
            if (out >= 0 && ftruncate(out, st.st_size) != 0) perror("powercut: ftruncate");
            while (r) {
                for (off_t at = r->from; in >= 0 && out >= 0 && at < r->to;) {
                    size_t want = (size_t)(r->to - at) < sizeof buffer ? (size_t)(r->to - at) : sizeof buffer;
                    ssize_t got = pread(in, buffer, want, at);
                    static ssize_t (*put)(int, const void *, size_t, off_t);
                    if (!put) put = (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite64");
                    if (got <= 0 || put(out, buffer, (size_t)got, at) != got) break;
                    at += got;
                }
                struct range *done = r;
                r = r->next;
                free(done);
            }
            if (f) f->ranges = NULL;
            if (!own && in >= 0) close(in);
            if (out >= 0) close(out);
            pthread_mutex_unlock(&lock);
        }
    }
    errno = before;
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write");
    off_t from = *folder() ? lseek(fd, 0, SEEK_CUR) : -1;
    ssize_t done = real(fd, data, size);
    if (from >= 0) note(fd, from, done);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t from) {
    REAL(ssize_t, "pwrite64");
    ssize_t done = real(fd, data, size, from);
    note(fd, from, done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t from) { return pwrite64(fd, data, size, from); }

int fsync(int fd) {
    REAL(int, "fsync");
    int result = real(fd);
    if (result == 0) keep(fd);
    return result;
}

int fdatasync(int fd) {
    REAL(int, "fdatasync");
    int result = real(fd);
    if (result == 0) keep(fd);
    return result;
}

int rename(const char *from, const char *to) {
    char shadow_from[PATH_MAX], shadow_to[PATH_MAX];
    static int (*real)(const char *, const char *);
    if (!real) real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    int result = real(from, to);
    int before = errno;
    if (result == 0 && shadow_of(from, shadow_from, sizeof shadow_from) && shadow_of(to, shadow_to, sizeof shadow_to))
        real(shadow_from, shadow_to);
    errno = before;
    return result;
}

int unlink(const char *path) {
    char target[PATH_MAX];
    static int (*real)(const char *);
    if (!real) real = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    int result = real(path);
    int before = errno;
    if (result == 0 && shadow_of(path, target, sizeof target)) real(target);
    errno = before;
    return result;
}
