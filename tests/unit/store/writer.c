/* Group commit, undoing one job alone, failing commits, a full queue, the drain: on both engines. */
#include "fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

STATEMENT(child_add, "it", "", "INSERT INTO child (number, code) VALUES ($1, $2)");
STATEMENT(child_add_note, "iT", "", "INSERT INTO child (number, code, note) VALUES ($1, 'a', $2)");
STATEMENT(child_count, "", "i", "SELECT COUNT(*) FROM child");
STATEMENT(parent_add, "", "", "INSERT INTO parent (code) VALUES ('c')");
STATEMENT(child_highest, "", "i", "SELECT COALESCE(MAX(number), 0) FROM child");
STATEMENT(late_add, "i", "", "INSERT INTO late (number, code) VALUES ($1, 'nobody')");

/* Stands before libc's for SQLite as well: how often the disk was asked to keep its word. */
static atomic_int sync_calls;

int fdatasync(int file)
{
    atomic_fetch_add(&sync_calls, 1);
    return (int)syscall(SYS_fdatasync, file);
}

int fsync(int file)
{
    atomic_fetch_add(&sync_calls, 1);
    return (int)syscall(SYS_fsync, file);
}

/* A job of these tests: what it does, and what became of it. */
struct test_job {
    struct writer_job job; /* first */
    enum outcome (*work)(struct test_job *job, struct db *db);
    int64_t number;
    struct gate *gate;
    int finished;
    int runs;
    enum outcome outcome;
};

/* Holds jobs up until it is opened, and counts those that ended. */
struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool open;
    int entered, finished;
};

static void gate_open(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    gate->open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

static void gate_wait(struct gate *gate, const int *what, int count)
{
    pthread_mutex_lock(&gate->mutex);
    while (*what < count)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

static enum outcome run(struct writer_job *job, struct db *db)
{
    struct test_job *test = (struct test_job *)job;
    test->runs++;
    return test->work(test, db);
}

static void finished(struct writer_job *job, enum outcome outcome)
{
    struct test_job *test = (struct test_job *)job;
    struct gate *gate = test->gate;
    pthread_mutex_lock(&gate->mutex);
    test->finished++;
    test->outcome = outcome;
    gate->finished++;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

static enum outcome wait_at_gate(struct test_job *job, struct db *db)
{
    (void)db;
    pthread_mutex_lock(&job->gate->mutex);
    job->gate->entered++;
    pthread_cond_broadcast(&job->gate->changed);
    while (!job->gate->open)
        pthread_cond_wait(&job->gate->changed, &job->gate->mutex);
    pthread_mutex_unlock(&job->gate->mutex);
    return OK;
}

static enum outcome add(struct test_job *job, struct db *db)
{
    return db_run(db, &child_add, DB_VALUES(db_int(job->number), db_text("a")), NULL);
}

static enum outcome add_then_refuse(struct test_job *job, struct db *db)
{
    TRY(add(job, db));
    return FORBIDDEN;
}

static enum outcome add_then_conflict(struct test_job *job, struct db *db)
{
    TRY(add(job, db));
    return add(job, db);
}

static enum outcome add_later(struct test_job *job, struct db *db)
{
    return db_run_later(db, &child_add, DB_VALUES(db_int(job->number), db_text("a")));
}

/* Told by the commit on PostgreSQL, and the job's outcome all the same. */
static enum outcome conflict_later(struct test_job *job, struct db *db)
{
    TRY(add_later(job, db));
    return add_later(job, db);
}

static enum outcome conflict_later_then_refuse(struct test_job *job, struct db *db)
{
    TRY(conflict_later(job, db));
    return FORBIDDEN;
}

static enum outcome add_and_overlook_failure(struct test_job *job, struct db *db)
{
    TRY(add(job, db));
    enum outcome overlooked = add(job, db);
    return overlooked == CONFLICT ? OK : BROKEN;
}

static enum outcome add_orphan(struct test_job *job, struct db *db)
{
    return db_run(db, &late_add, DB_VALUES(db_int(job->number)), NULL);
}

/* Reads, then writes what it read plus one: two at once would collide. */
static enum outcome add_next(struct test_job *job, struct db *db)
{
    (void)job;
    AUTO_ROWS rows;
    TRY(db_one(db, &child_highest, DB_NO_VALUES, &rows));
    int64_t number = db_get_int(&rows, 0) + 1;
    return db_run_later(db, &child_add, DB_VALUES(db_int(number), db_text("a")));
}

enum { JOBS = 40 };

struct scene {
    const struct fixture *fixture;
    struct writer *writer;
    struct gate gate;
    struct test_job first; /* holds the writer up while the others queue */
    struct test_job jobs[JOBS];
};

static struct test_job job_of(struct scene *scene, enum outcome (*work)(struct test_job *, struct db *), int64_t number)
{
    return (struct test_job){
        .job = {.run = run, .finished = finished}, .work = work, .number = number, .gate = &scene->gate};
}

static enum outcome add_parent(void *context, struct db *db)
{
    (void)context;
    return db_run(db, &parent_add, DB_NO_VALUES, NULL);
}

static void scene_start(struct scene *scene, const struct fixture *fixture, int queue_limit)
{
    *scene = (struct scene){.fixture = fixture};
    pthread_mutex_init(&scene->gate.mutex, NULL);
    pthread_cond_init(&scene->gate.changed, NULL);
    db_close(fixture_schema(fixture));
    assert_ok(writer_start(fixture->store, 1, queue_limit, &scene->writer));
    /* A log's first commit also syncs its header and its folder; the tests are about the others. */
    assert_ok(writer_run(scene->writer, add_parent, NULL));
    scene->first = job_of(scene, wait_at_gate, 0);
    assert_ok(writer_submit(scene->writer, &scene->first.job));
    gate_wait(&scene->gate, &scene->gate.entered, 1);
}

static void scene_end(struct scene *scene)
{
    writer_stop(scene->writer);
    pthread_mutex_destroy(&scene->gate.mutex);
    pthread_cond_destroy(&scene->gate.changed);
}

static int64_t asked(const struct fixture *fixture, const struct statement *question)
{
    struct db *db = fixture_connect(fixture, true);
    AUTO_ROWS rows;
    assert_ok(db_one(db, question, DB_NO_VALUES, &rows));
    int64_t number = db_get_int(&rows, 0);
    db_rows_close(&rows);
    db_close(db);
    return number;
}

static void jobs_share_a_commit(void **state)
{
    struct scene scene;
    const struct fixture *fixture = *state;
    scene_start(&scene, fixture, 100);
    for (int i = 0; i < JOBS; i++) {
        scene.jobs[i] = job_of(&scene, add, i);
        assert_ok(writer_submit(scene.writer, &scene.jobs[i].job));
    }
    assert_int_equal(writer_counters(scene.writer).waiting, JOBS);
    atomic_store(&sync_calls, 0);
    gate_open(&scene.gate);
    gate_wait(&scene.gate, &scene.gate.finished, 1 + JOBS);
    struct writer_counters counters = writer_counters(scene.writer);
    assert_int_equal(counters.jobs, 2 + JOBS);
    if (fixture->engine == STORE_SQLITE) {
        /* The gate's job wrote nothing; the others share one commit, and that commit is one sync of the log. */
        assert_int_equal(counters.commits, 3);
        assert_int_equal(atomic_load(&sync_calls), 1);
    } else {
        assert_int_equal(counters.commits, 2 + JOBS);
    }
    assert_int_equal(counters.failed_commits, 0);
    assert_int_equal(counters.waiting, 0);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(scene.jobs[i].outcome, OK);
        assert_int_equal(scene.jobs[i].finished, 1);
    }
    scene_end(&scene);
    assert_int_equal(asked(fixture, &child_count), JOBS);
}

static void a_refusal_undoes_one_job_alone(void **state)
{
    static const struct {
        enum outcome (*work)(struct test_job *, struct db *);
        enum outcome expected;
    } kinds[] = {
        {add, OK},
        {add_then_refuse, FORBIDDEN},
        {add_then_conflict, CONFLICT},
        {add_and_overlook_failure, BROKEN},
        {add_later, OK},
        {conflict_later, CONFLICT},
        {conflict_later_then_refuse, CONFLICT},
        {add_then_refuse, FORBIDDEN},
    };
    struct scene scene;
    scene_start(&scene, *state, 100);
    for (int i = 0; i < JOBS; i++) {
        scene.jobs[i] = job_of(&scene, kinds[i % 8].work, i);
        assert_ok(writer_submit(scene.writer, &scene.jobs[i].job));
    }
    gate_open(&scene.gate);
    gate_wait(&scene.gate, &scene.gate.finished, 1 + JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(scene.jobs[i].outcome, kinds[i % 8].expected);
        assert_int_equal(scene.jobs[i].finished, 1);
    }
    assert_true(store_writable(scene.fixture->store));
    scene_end(&scene);
    assert_int_equal(asked(scene.fixture, &child_count), JOBS / 4);
}

static void a_failed_commit_fails_its_jobs(void **state)
{
    struct scene scene;
    const struct fixture *fixture = *state;
    scene_start(&scene, fixture, 100);
    for (int i = 0; i < 4; i++) {
        scene.jobs[i] = job_of(&scene, i == 2 ? add_orphan : add, i);
        assert_ok(writer_submit(scene.writer, &scene.jobs[i].job));
    }
    gate_open(&scene.gate);
    gate_wait(&scene.gate, &scene.gate.finished, 5);
    for (int i = 0; i < 4; i++) {
        bool together = fixture->engine == STORE_SQLITE;
        assert_int_equal(scene.jobs[i].outcome, together || i == 2 ? BROKEN : OK);
    }
    assert_int_equal(writer_counters(scene.writer).failed_commits, 1);
    scene.jobs[4] = job_of(&scene, add, 100); /* life goes on */
    assert_ok(writer_submit(scene.writer, &scene.jobs[4].job));
    gate_wait(&scene.gate, &scene.gate.finished, 6);
    assert_int_equal(scene.jobs[4].outcome, OK);
    scene_end(&scene);
    assert_int_equal(asked(fixture, &child_count), fixture->engine == STORE_SQLITE ? 1 : 4);
}

static void a_full_queue_is_busy(void **state)
{
    struct scene scene;
    scene_start(&scene, *state, 3);
    for (int i = 0; i < 4; i++) {
        scene.jobs[i] = job_of(&scene, add, i);
        assert_int_equal(writer_submit(scene.writer, &scene.jobs[i].job), i < 3 ? OK : BUSY);
    }
    gate_open(&scene.gate);
    scene_end(&scene);
    assert_int_equal(scene.jobs[3].finished, 0);
    assert_int_equal(asked(scene.fixture, &child_count), 3);
}

static void stopping_finishes_what_is_queued(void **state)
{
    struct scene scene;
    scene_start(&scene, *state, 100);
    for (int i = 0; i < JOBS; i++) {
        scene.jobs[i] = job_of(&scene, add, i);
        assert_ok(writer_submit(scene.writer, &scene.jobs[i].job));
    }
    gate_open(&scene.gate);
    scene_end(&scene);
    for (int i = 0; i < JOBS; i++)
        assert_int_equal(scene.jobs[i].finished, 1);
    assert_int_equal(asked(scene.fixture, &child_count), JOBS);
}

struct thread_context {
    struct writer *writer;
    struct gate *gate;
};

static enum outcome add_next_plain(void *context, struct db *db)
{
    return add_next(context, db);
}

static void *add_ten(void *argument)
{
    const struct thread_context *context = argument;
    for (int i = 0; i < 10; i++) {
        enum outcome outcome = BUSY;
        while (outcome == BUSY) /* a bounded number of retries may not be enough: the caller tries again */
            outcome = writer_run(context->writer, add_next_plain, NULL);
        if (outcome != OK)
            return "failed";
    }
    return NULL;
}

/* Jobs that read before they write stay right when several run at once. */
static void concurrent_jobs_are_serializable(void **state)
{
    const struct fixture *fixture = *state;
    struct thread_context context = {0};
    pthread_t threads[4];
    db_close(fixture_schema(fixture));
    assert_ok(writer_start(fixture->store, 4, 100, &context.writer));
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_ten, &context), 0);
    for (int i = 0; i < 4; i++) {
        void *problem = NULL;
        pthread_join(threads[i], &problem);
        assert_null(problem);
    }
    writer_stop(context.writer);
    assert_int_equal(asked(fixture, &child_highest), 40);
    assert_int_equal(asked(fixture, &child_count), 40);
}

static enum outcome add_a_megabyte(void *context, struct db *db)
{
    return db_run(db, &child_add_note, DB_VALUES(db_int(1), db_text(context)), NULL);
}

static enum outcome add_a_little(void *context, struct db *db)
{
    (void)context;
    return db_run(db, &child_add_note, DB_VALUES(db_int(2), db_null()), NULL);
}

/* A limit on the size of files stands in for a full disk. */
static void a_full_disk_passes(void **state)
{
    const struct fixture *fixture = *state;
    struct writer *writer = NULL;
    enum { MEGABYTE = 1 << 20 };
    char *megabyte = malloc(MEGABYTE);
    assert_non_null(megabyte);
    memset(megabyte, 'x', MEGABYTE - 1);
    megabyte[MEGABYTE - 1] = '\0';
    db_close(fixture_schema(fixture));
    assert_ok(writer_start(fixture->store, 1, 10, &writer));
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 256 * 1024;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum outcome full = writer_run(writer, add_a_megabyte, megabyte);
    bool writable = store_writable(fixture->store);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(full, BROKEN);
    assert_false(writable);
    assert_ok(writer_run(writer, add_a_little, NULL));
    assert_true(store_writable(fixture->store));
    assert_ok(writer_run(writer, add_a_megabyte, megabyte));
    writer_stop(writer);
    free(megabyte);
    assert_int_equal(asked(fixture, &child_count), 2);
}

static enum outcome nothing(void *context, struct db *db)
{
    (void)context;
    (void)db;
    return OK;
}

/* The server ends our sessions: the next job connects again. */
static void a_lost_connection_comes_back(void **state)
{
    const struct fixture *fixture = *state;
    char sql[256];
    struct writer *writer = NULL;
    db_close(fixture_schema(fixture));
    assert_ok(writer_start(fixture->store, 1, 10, &writer));
    struct db *reader = fixture_connect(fixture, true);
    assert_ok(writer_run(writer, nothing, NULL));
    snprintf(sql, sizeof sql,
             "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '%s'",
             fixture->schema);
    postgresql_do(sql);
    assert_ok(writer_run(writer, add_a_little, NULL));
    assert_ok(db_begin_read(reader));
    AUTO_ROWS rows;
    assert_ok(db_one(reader, &child_count, DB_NO_VALUES, &rows));
    assert_int_equal(db_get_int(&rows, 0), 1);
    db_rows_close(&rows);
    /* In the middle of a transaction: that one is lost, and says so. */
    postgresql_do(sql);
    assert_int_equal(db_one(reader, &child_count, DB_NO_VALUES, &rows), BUSY);
    db_rollback(reader);
    assert_ok(db_begin_read(reader));
    assert_ok(db_commit(reader));
    db_close(reader);
    writer_stop(writer);
}

static enum outcome add_counted(void *context, struct db *db)
{
    ++*(int *)context;
    return db_run(db, &child_add, DB_VALUES(db_int(1), db_text("a")), NULL);
}

/* Goes in one with its COMMIT. */
static enum outcome add_counted_later(void *context, struct db *db)
{
    ++*(int *)context;
    return db_run_later(db, &child_add, DB_VALUES(db_int(1), db_text("a")));
}

/* The connection ends while COMMIT runs: whether it happened cannot be known, so the job is not run again. */
static void a_lost_commit_is_not_repeated(void **state)
{
    const struct fixture *fixture = *state;
    struct writer *writer = NULL;
    struct db *db = fixture_schema(fixture);
    assert_ok(db->driver->script(
        db, "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';"
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON child DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            " EXECUTE FUNCTION cut()"));
    assert_ok(writer_start(fixture->store, 1, 10, &writer));
    int runs = 0;
    assert_int_equal(writer_run(writer, add_counted, &runs), BROKEN);
    assert_int_equal(writer_run(writer, add_counted_later, &runs), BROKEN);
    assert_int_equal(runs, 2);
    assert_int_equal(writer_counters(writer).failed_commits, 2);
    assert_ok(db->driver->script(db, "DROP TRIGGER cut ON child"));
    assert_ok(writer_run(writer, add_counted, &runs));
    writer_stop(writer);
    db_close(db);
}

#define EACH_TEST(ON)                                                                                                  \
    ON(jobs_share_a_commit), ON(a_refusal_undoes_one_job_alone), ON(a_failed_commit_fails_its_jobs),                   \
        ON(a_full_queue_is_busy), ON(stopping_finishes_what_is_queued), ON(concurrent_jobs_are_serializable)

int main(void)
{
    const struct CMUnitTest sqlite[] = {EACH_TEST(ON_SQLITE), ON_SQLITE(a_full_disk_passes)};
    const struct CMUnitTest postgresql[] = {EACH_TEST(ON_POSTGRESQL), ON_POSTGRESQL(a_lost_connection_comes_back),
                                            ON_POSTGRESQL(a_lost_commit_is_not_repeated)};
    return RUN_ON_ENGINE(sqlite, postgresql);
}
