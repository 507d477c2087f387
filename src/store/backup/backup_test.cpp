#include "stratum/store/backup/backup.hpp"

#include "backup/contents.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/write_file.hpp"
#include "stratum/store/blobs/folder_blobs.hpp"
#include "stratum/store/events/events.hpp"
#include "stratum/store/test_engines.hpp"

#include <array>
#include <thread>
#include <unistd.h>

namespace stratum::store {
namespace {

constexpr std::string_view kShelf = R"(
CREATE TABLE shelves (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (
    shelf BIGINT NOT NULL REFERENCES shelves (id),
    title TEXT,
    weight DOUBLE PRECISION,
    cover BYTEA,
    PRIMARY KEY (shelf, title));
)";
// The name of a table that refers to one that sorts after it.
constexpr std::string_view kLoans = R"(
CREATE TABLE a_loan (id BIGINT NOT NULL PRIMARY KEY, shelf BIGINT NOT NULL REFERENCES shelves (id), "to" TEXT);
)";
constexpr std::string_view kPages = "ALTER TABLE books ADD COLUMN pages BIGINT; UPDATE books SET pages = 100";

constexpr std::array kOld{Migration{1, "shelves", kShelf}, Migration{2, "loans", kLoans}};
constexpr std::array kNew{kOld[0], kOld[1], Migration{3, "pages", kPages}};

std::vector<MigrationSet> old_sets() { return {{"shelves", kOld}, events_schema()}; }
std::vector<MigrationSet> new_sets() { return {{"shelves", kNew}, events_schema()}; }

/// Everything that is asked for, as text, so that two databases can be compared.
std::string contents_of(Database& database) {
    std::string all;
    const auto tell = [&](std::string_view sql) {
        const auto told = database.each(sql, {}, [&](const Row& row) -> Result<void> {
            for (std::size_t i = 0; i < row.size(); ++i)
                all += (row.is_null(i) ? "null"
                                       : row.text(i) + to_hex(row.bytes(i)) + std::to_string(row.number(i)) +
                                             std::to_string(row.integer(i))) +
                       "|";
            all += "\n";
            return {};
        });
        EXPECT_TRUE(told) << told.error().text();
    };
    tell("SELECT id, name FROM shelves ORDER BY id");
    tell("SELECT shelf, title, weight, cover FROM books ORDER BY shelf, title");
    tell("SELECT id, shelf, \"to\" FROM a_loan ORDER BY id");
    tell("SELECT position, kind, subject FROM events ORDER BY told");
    return all;
}

class Backup : public OnEveryEngine {
  protected:
    const os::TempFolder folder_ = os::TempFolder::make().value();
    const std::string file_ = folder_ / "a.stratum-backup";
    const SystemClock clock_;
    IdSource ids_{clock_};

    void fill(Database& database, int shelves = 40) {
        ASSERT_TRUE(migrate(database, old_sets(), clock_));
        auto transaction = Transaction::begin(database).value();
        for (int i = 0; i < shelves; ++i) {
            ASSERT_TRUE(database.execute("INSERT INTO shelves VALUES ($1, $2)", {i, "shelf " + std::to_string(i)}));
            ASSERT_TRUE(database.execute("INSERT INTO books (shelf, title, weight, cover) VALUES ($1, $2, $3, $4)",
                                         {i, "Ünï \"code\" | ;", i % 3 == 0 ? Value{} : Value{0.1 * i},
                                          i % 4 == 0 ? Value{} : Value{Bytes(static_cast<std::size_t>(i % 7), 0xff)}}));
            ASSERT_TRUE(database.execute("INSERT INTO a_loan VALUES ($1, $2, $3)", {-i, i, "somebody"}));
            ASSERT_TRUE(tell_of_a_shelf(database));
        }
        ASSERT_TRUE(number_events(database, 1000));
        ASSERT_TRUE(transaction.commit());
    }
    Result<Uuid> tell_of_a_shelf(Database& database) {
        Event event;
        event.kind = "shelf.added";
        return append_event(database, ids_, event, {});
    }
    Result<BackupFacts> write(Database& database, Blobs* blobs = nullptr) {
        return write_backup(database, file_, clock_, {.program = "1.2.3", .blobs = blobs});
    }
    /// A database of the other engine, or of this one: of which, the round trip must not depend on.
    std::unique_ptr<Database> sqlite(const std::string& name) { return open_database(folder_ / name).value(); }
};

TEST_P(Backup, HoldsEverythingAndComesBackIntoAnotherEngine) {
    const auto database = open();
    fill(*database);
    const auto facts = write(*database);
    ASSERT_TRUE(facts) << facts.error().text();
    EXPECT_EQ(facts->rows, 40 * 4 + 1);  // and the counter of events
    EXPECT_EQ(facts->engine, name_of(GetParam()));
    EXPECT_EQ(facts->bytes, stat_file(file_).value().size);

    const auto other = sqlite("other.db");
    const auto restored = restore_backup(file_, *other, old_sets(), clock_, Replace::no, {});
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(restored->program, "1.2.3");
    EXPECT_EQ(contents_of(*other), contents_of(*database));

    // And back, in the place of something else.
    ASSERT_TRUE(database->execute("DELETE FROM books WHERE shelf > 3"));
    ASSERT_TRUE(database->execute("INSERT INTO shelves VALUES (999, 'later')"));
    ASSERT_TRUE(write_backup(*other, folder_ / "b", clock_, {}));
    const auto back = restore_backup(folder_ / "b", *database, old_sets(), clock_, Replace::yes, {});
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(contents_of(*database), contents_of(*other));
    // New rows get new numbers.
    ASSERT_TRUE(tell_of_a_shelf(*database));
    ASSERT_TRUE(tell_of_a_shelf(*other));
}

TEST_P(Backup, SeesOneMomentWhileOthersWrite) {
    const auto database = open();
    fill(*database, 300);
    const std::string before = contents_of(*database);
    const auto writer = open();
    std::jthread busy{[&](const std::stop_token& stop) {
        for (int i = 1000; !stop.stop_requested(); ++i) {
            auto transaction = Transaction::begin(*writer);
            if (!transaction) continue;
            (void)writer->execute("INSERT INTO shelves VALUES ($1, 'new')", {i});
            (void)writer->execute("INSERT INTO books (shelf, title) VALUES ($1, 'new')", {i});
            (void)transaction->commit();
        }
    }};
    ASSERT_TRUE(write(*database));
    busy.request_stop();
    busy.join();
    const auto other = sqlite("other.db");
    const auto restored = restore_backup(file_, *other, old_sets(), clock_, Replace::no, {});
    ASSERT_TRUE(restored) << restored.error().text();
    const auto lonely = other->query_one(
        "SELECT count(*) FROM shelves s WHERE NOT EXISTS (SELECT 1 FROM books b WHERE b.shelf = s.id)");
    EXPECT_EQ(lonely.value()->integer(0), 0);
    EXPECT_EQ(contents_of(*other).substr(0, 30), before.substr(0, 30));
}

TEST_P(Backup, WhoReadsMeanwhileSeesTheOldOrTheNew) {
    const auto database = open();
    fill(*database, 200);
    ASSERT_TRUE(write(*database));
    ASSERT_TRUE(database->execute("DELETE FROM books WHERE shelf >= 50"));
    const auto reader = open();
    std::vector<std::int64_t> seen;
    std::jthread watch{[&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto row = reader->query_one("SELECT count(*) FROM books");
            if (row && *row) seen.push_back((*row)->integer(0));
        }
    }};
    const auto restored = restore_backup(file_, *database, old_sets(), clock_, Replace::yes, {});
    watch.request_stop();
    watch.join();
    ASSERT_TRUE(restored) << restored.error().text();
    for (const auto count : seen) EXPECT_TRUE(count == 50 || count == 200) << count;
}

TEST_P(Backup, OfAnOlderSchemaIsBroughtForward) {
    const auto database = open();
    fill(*database);
    ASSERT_TRUE(write(*database));
    const auto fresh = sqlite("fresh.db");
    const auto restored = restore_backup(file_, *fresh, new_sets(), clock_, Replace::no, {});
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(fresh->query_one("SELECT min(pages) FROM books").value()->integer(0), 100);
    // Also where a newer library is in use.
    ASSERT_TRUE(migrate(*database, new_sets(), clock_));
    ASSERT_TRUE(database->execute("UPDATE books SET pages = 7"));
    const auto replaced = restore_backup(file_, *database, new_sets(), clock_, Replace::yes, {});
    ASSERT_TRUE(replaced) << replaced.error().text();
    EXPECT_EQ(database->query_one("SELECT max(pages) FROM books").value()->integer(0), 100);
    EXPECT_EQ(contents_of(*database), contents_of(*fresh));
}

TEST_P(Backup, RefusesWhatWouldLoseSomething) {
    const auto database = open();
    fill(*database);
    ASSERT_TRUE(migrate(*database, new_sets(), clock_));
    const std::string before = contents_of(*database);
    ASSERT_TRUE(write(*database));
    const auto there = restore_backup(file_, *database, new_sets(), clock_, Replace::no, {});
    ASSERT_FALSE(there);
    EXPECT_EQ(there.error().code, ErrorCode::already_exists);
    // An older program does not know the schema.
    const auto other = sqlite("other.db");
    const auto newer = restore_backup(file_, *other, old_sets(), clock_, Replace::no, {});
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, ErrorCode::unsupported);
    EXPECT_TRUE(is_unused(*other).value());
    // A file that was cut off.
    ASSERT_EQ(truncate(file_.c_str(), stat_file(file_).value().size - 10), 0);
    const auto cut = restore_backup(file_, *database, new_sets(), clock_, Replace::yes, {});
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::corrupt);
    EXPECT_EQ(contents_of(*database), before);
    EXPECT_FALSE(check_backup(file_));
}

TEST_P(Backup, NumbersOfEventsNeverGoBack) {
    const auto database = open();
    fill(*database, 10);
    ASSERT_TRUE(write(*database));
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(tell_of_a_shelf(*database));
    ASSERT_TRUE(number_events(*database, 100));
    ASSERT_EQ(last_position(*database).value(), 15);
    ASSERT_TRUE(restore_backup(file_, *database, old_sets(), clock_, Replace::yes, {}));
    EXPECT_EQ(last_position(*database).value(), 15);
    EXPECT_EQ(read_events(*database, 0, 100).value().size(), 10U);
}

TEST_P(Backup, KeepsBlobsAndFindsThatOneWasForged) {
    const auto database = open();
    fill(*database, 1);
    const auto blobs = open_folder_blobs(folder_ / "blobs", clock_).value();
    std::vector<BlobId> ids;
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{900'000}}) {
        const Bytes bytes(size, 0x5a);
        ids.push_back(blobs->put(source_of(bytes)).value().id);
    }
    const auto facts = write(*database, blobs.get());
    ASSERT_TRUE(facts) << facts.error().text();
    EXPECT_EQ(facts->blobs, 3);
    const auto other = sqlite("other.db");
    const auto nowhere = restore_backup(file_, *other, old_sets(), clock_, Replace::no, {});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(is_unused(*other).value());
    const auto others = open_folder_blobs(folder_ / "others", clock_).value();
    const auto restored = restore_backup(file_, *other, old_sets(), clock_, Replace::no, {.blobs = others.get()});
    ASSERT_TRUE(restored) << restored.error().text();
    for (const auto& id : ids) EXPECT_TRUE(verify_blob(*others, id));
}

TEST_P(Backup, AnUpgradeKeepsOneBefore) {
    const auto database = open();
    const std::string backups = folder_ / "backups";
    const auto first = upgrade(*database, old_sets(), clock_, backups);
    ASSERT_TRUE(first) << first.error().text();
    EXPECT_FALSE(*first);
    ASSERT_TRUE(database->execute("INSERT INTO shelves VALUES (1, 'one')"));
    EXPECT_FALSE(upgrade(*database, old_sets(), clock_, backups).value());
    const auto second = upgrade(*database, new_sets(), clock_, backups);
    ASSERT_TRUE(second) << second.error().text();
    ASSERT_TRUE(*second);
    EXPECT_TRUE((*second)->starts_with(backups + "/before-upgrade-2")) << **second;
    const auto kept = check_backup(**second);
    ASSERT_TRUE(kept) << kept.error().text();
    EXPECT_EQ(kept->schema, (std::vector<RoomVersion>{{"events", 2}, {"shelves", 2}}));
    EXPECT_TRUE(is_migrated(*database, new_sets()).value());
}

TEST(BackupPath, IsOneThatNothingHasYet) {
    const auto folder = os::TempFolder::make().value();
    const Timestamp now{1'795'000'000'000};
    const std::string first = backup_path(folder.path(), "library", now);
    EXPECT_EQ(first, folder / "library-20261118T110640Z.stratum-backup");
    ASSERT_TRUE(write_file(first, {}));
    EXPECT_EQ(backup_path(folder.path(), "library", now), folder / "library-20261118T110640Z-2.stratum-backup");
}

TEST_P(Backup, WithoutItsBackupAnUpgradeChangesNothing) {
    const auto database = open();
    ASSERT_TRUE(upgrade(*database, old_sets(), clock_, folder_.path()));
    for (const std::string folder : {"/proc/none", ""}) {
        EXPECT_FALSE(upgrade(*database, new_sets(), clock_, folder));
        EXPECT_FALSE(is_migrated(*database, new_sets()).value());
        EXPECT_TRUE(is_migrated(*database, old_sets()).value());
    }
}

STRATUM_ON_EVERY_ENGINE(Backup);

}  // namespace
}  // namespace stratum::store
