#include "stratum/library/library.hpp"

#include "test_library.hpp"

namespace stratum::library {
namespace {

TEST_P(LibraryTest, KeepsItsWorkspaceAndIsEmptyAtFirst) {
    const Uuid workspace = library_->workspace();
    reopen();
    EXPECT_EQ(library_->workspace(), workspace);
    EXPECT_EQ(library_->count_files().value(), 0);
}

TEST_P(LibraryTest, ReadingNeedsOneThatIsThere) {
    const auto opened = Library::open(folder_ + "/nowhere", store::Access::read, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/nowhere"));
}

TEST_P(LibraryTest, AnEmptyDatabaseIsNoLibraryYet) {
    std::filesystem::create_directories(folder_ + "/new");
    std::ofstream(folder_ + "/new/library.db").close();
    const auto opened = Library::open(folder_ + "/new", store::Access::read, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::not_found);
    EXPECT_TRUE(Library::open(folder_ + "/new", store::Access::write, clock_));
    EXPECT_TRUE(Library::open(folder_ + "/new", store::Access::read, clock_));
}

TEST_P(LibraryTest, OneOfAnOlderVersionIsBroughtForwardByWhoeverReadsItFirst) {
    library_.reset();
    const auto connection = database();
    const auto steps = [&] {
        return connection->query_one("SELECT count(*) FROM schema_migrations").value()->integer(0);
    };
    const auto all = steps();
    ASSERT_TRUE(connection->script(back_to_step_3()));
    const auto opened = Library::open(where(), store::Access::read, clock_);
    if (GetParam() == store::Engine::postgresql) {
        // Which has no folder where a backup could go: a server does it.
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, ErrorCode::unsupported);
        EXPECT_LT(steps(), all);
        return;
    }
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(steps(), all);
    const auto backups = list_folder(join_path(where(), "backups"));
    ASSERT_TRUE(backups);
    EXPECT_EQ(backups->size(), 1U);
}

TEST_P(LibraryTest, FolderThatIsAFileIsTold) {
    write("file", "");
    const auto opened = Library::open(path("file"), store::Access::write, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::already_exists);
    EXPECT_NE(opened.error().hint.find("--library"), std::string::npos);
}

TEST_P(LibraryTest, ManyRecordsCanShareATransaction) {
    for (const char* name : {"a", "b", "c"}) write(name, "x");
    ASSERT_TRUE(library_->in_one_transaction([&]() -> Result<void> {
        STRATUM_TRY_VOID(library_->record(heard("a", 1, all_parts())));
        STRATUM_TRY_VOID(library_->record(heard("b", 2, all_parts())));
        return {};
    }));
    EXPECT_EQ(library_->count_files().value(), 2);
    const auto failed = library_->in_one_transaction([&]() -> Result<void> {
        STRATUM_TRY_VOID(library_->record(heard("c", 3, all_parts())));
        return error(ErrorCode::cancelled, "stop");
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(library_->count_files().value(), 2);
}

TEST_P(LibraryTest, WorkspacesOfOneDatabaseDoNotSeeEachOther) {
    write("a.wav", "x");
    const auto first = library_->record(heard("a.wav", 1, all_parts()));
    ASSERT_TRUE(first);
    const auto connection = database();
    const Uuid other = IdSource::random();
    ASSERT_TRUE(create_workspace(*connection, other, "other", clock_.now()));
    ASSERT_TRUE(create_workspace(*connection, other, "other", clock_.now())) << "twice is no error";
    Library guest = Library::over(*connection, other, clock_);
    EXPECT_EQ(guest.workspace(), other);
    EXPECT_EQ(guest.count_files().value(), 0);
    EXPECT_EQ(guest.view(first->file).error().code, ErrorCode::not_found);
    EXPECT_EQ(guest.missing(heard("a.wav", 1, {}).content).value(), analysis::AnalyserSet::all());
    const auto same = guest.record(heard("a.wav", 1, all_parts()));
    ASSERT_TRUE(same) << same.error().text();
    EXPECT_EQ(same->change, FileChange::added);
    EXPECT_EQ(library_->count_files().value(), 1);
}

TEST_P(LibraryTest, ChangesArePartOfTheTransactionOfTheCaller) {
    write("a.wav", "x");
    const auto connection = database();
    Library over = Library::over(*connection, library_->workspace(), clock_);
    {
        auto transaction = store::Transaction::begin(*connection);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(over.record(heard("a.wav", 1, all_parts())));
        EXPECT_EQ(over.count_files().value(), 1);
    }
    EXPECT_EQ(over.count_files().value(), 0) << "not committed";
    auto transaction = store::Transaction::begin(*connection);
    ASSERT_TRUE(over.record(heard("a.wav", 1, all_parts())));
    ASSERT_TRUE(transaction->commit());
    EXPECT_EQ(library_->count_files().value(), 1);
}

TEST_P(LibraryTest, TextThatNoEngineKeepsIsMadeFit) {
    write("a.wav", "x");
    Heard odd = heard("a.wav", 1, all_parts());
    odd.tags.title = std::string{"two\0words", 9};
    odd.warning = std::string{"cut\0off", 7};
    const auto recorded = library_->record(odd);
    ASSERT_TRUE(recorded) << recorded.error().text();
    EXPECT_EQ(library_->view(recorded->file)->tags.title, "twowords");
    EXPECT_EQ(recorded->warning, "cutoff");
}

STRATUM_ON_EVERY_ENGINE(LibraryTest);

}  // namespace
}  // namespace stratum::library
