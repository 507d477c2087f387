#include "stratum/store/sqlite.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stratum::store {
namespace {

class SqliteFile : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "/stratum_sqlite_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        path_ = folder_ + "/a library.db";
    }
    void TearDown() override {
        std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
        std::filesystem::remove_all(folder_);
    }
    std::unique_ptr<Database> open() {
        return std::move(open_sqlite({.path = path_, .patience = Seconds{0.1}}).value());
    }
    std::string folder_;
    std::string path_;
};

TEST_F(SqliteFile, KeepsWhatWasCommittedWhenTheProgramIsKilled) {
    ASSERT_TRUE(open()->script("CREATE TABLE t (x BIGINT)"));
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto database = open();
        for (std::int64_t i = 0; i < 50; ++i) (void)database->execute("INSERT INTO t VALUES ($1)", {i});
        auto transaction = Transaction::begin(*database);
        (void)database->execute("INSERT INTO t VALUES (1000)");
        (void)!write(pipe_ends[1], "x", 1);
        pause();
        _exit(0);
    }
    char ready = 0;
    ASSERT_EQ(read(pipe_ends[0], &ready, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto row = open()->query_one("SELECT count(*), max(x) FROM t");
    ASSERT_TRUE(row);
    EXPECT_EQ((*row)->integer(0), 50);
    EXPECT_EQ((*row)->integer(1), 49);
}

TEST_F(SqliteFile, LockedByAnotherIsBusy) {
    const auto first = open();
    ASSERT_TRUE(first->script("CREATE TABLE t (x BIGINT)"));
    const auto transaction = Transaction::begin(*first);
    const auto second = open();
    const auto refused = Transaction::begin(*second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
    EXPECT_NE(refused.error().message.find("locked"), std::string::npos);
    EXPECT_TRUE(second->query("SELECT * FROM t")) << "readers are not stopped by a writer";
}

TEST_F(SqliteFile, FileThatIsNoDatabaseIsCorrupt) {
    std::ofstream{path_} << std::string(5000, 'x');
    const auto opened = open_sqlite({.path = path_});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_FALSE(opened.error().hint.empty());
}

TEST_F(SqliteFile, DamagedPagesAreToldAndNoCrash) {
    {
        const auto database = open();
        ASSERT_TRUE(database->script("CREATE TABLE t (x TEXT)"));
        for (int i = 0; i < 500; ++i)
            ASSERT_TRUE(database->execute("INSERT INTO t VALUES ($1)", {std::string(100, 'a')}));
    }
    {
        std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(4096);
        for (int i = 0; i < 40'000; ++i) file.put('\x5a');
    }
    const auto rows = open()->query("SELECT * FROM t");
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, ErrorCode::corrupt);
}

TEST_F(SqliteFile, FullDiskIsTold) {
    // A limit on the size of files stands for the full disk; a child keeps it from the other tests.
    ASSERT_TRUE(open()->script("CREATE TABLE t (x BYTEA)"));
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{200'000, 200'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        const auto opened = open_sqlite({.path = path_});
        if (!opened) _exit(opened.error().code == ErrorCode::no_space ? 0 : 3);
        for (int i = 0; i < 100; ++i) {
            const auto written = (*opened)->execute("INSERT INTO t VALUES ($1)", {Bytes(10'000, 7)});
            if (!written) _exit(written.error().code == ErrorCode::no_space ? 0 : 1);
        }
        _exit(2);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << "1: another error, 2: no error, 3: another error while opening";
    EXPECT_EQ(open()->query_one("PRAGMA integrity_check").value()->text(0), "ok");
}

TEST_F(SqliteFile, CanBeReadWhereNothingMayBeWritten) {
    ASSERT_TRUE(open()->script("CREATE TABLE t (x BIGINT); INSERT INTO t VALUES (7)"));
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const auto opened = open_sqlite({.path = path_, .access = Access::read});
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->query_one("SELECT x FROM t").value()->integer(0), 7);
    EXPECT_EQ((*opened)->execute("INSERT INTO t VALUES (8)").error().code, ErrorCode::permission_denied);
}

TEST_F(SqliteFile, ReadingMakesNoFile) {
    const auto opened = open_sqlite({.path = path_, .access = Access::read});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(SqliteFile, IsNobodyElsesToRead) {
    const auto mode = [](const std::string& path) {
        return std::filesystem::status(path).permissions() & std::filesystem::perms::mask;
    };
    constexpr auto kPrivate = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    const mode_t before = umask(0);
    const auto all_are_private = [&] {
        for (const auto* end : {"", "-wal", "-shm"}) EXPECT_EQ(mode(path_ + end), kPrivate) << "library.db" << end;
    };
    {
        const auto first = open();
        ASSERT_TRUE(first->script("CREATE TABLE t (x BIGINT)"));
        all_are_private();
        // One that an older program made, and that it holds open.
        for (const auto* end : {"", "-wal", "-shm"}) ASSERT_EQ(chmod((path_ + end).c_str(), 0644), 0);
        const auto second = open();
        ASSERT_TRUE(second->script("INSERT INTO t VALUES (1)"));
        all_are_private();
    }
    // A link to a file that is to be made elsewhere.
    std::filesystem::create_symlink(folder_ + "/elsewhere", folder_ + "/link.db");
    ASSERT_TRUE(open_sqlite({.path = folder_ + "/link.db"}).value()->script("CREATE TABLE t (x BIGINT)"));
    EXPECT_EQ(mode(folder_ + "/elsewhere"), kPrivate);
    umask(before);
}

TEST_F(SqliteFile, KnowsTheCapitalsOfOtherScripts) {
    const auto row = open()->query_one("SELECT stratum_fold_case($1), stratum_fold_case(NULL)", {"ÜBER Ольга"}).value();
    EXPECT_EQ(row->text(0), "über ольга");
    EXPECT_TRUE(row->is_null(1));
}

TEST_F(SqliteFile, FolderThatIsMissingIsTold) {
    const auto opened = open_sqlite({.path = folder_ + "/nowhere/x.db"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace stratum::store
