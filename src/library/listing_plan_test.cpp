/// That lists are walked and not sorted: SQLite says how it answers what it is asked.

#include "sample_summaries.hpp"
#include "stratum/library/lists.hpp"
#include "test_library.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

/// Hands on what it is asked, and keeps the plans.
class Watched final : public store::Database {
  public:
    explicit Watched(store::Database& database) : database_(database) {}
    [[nodiscard]] store::Engine engine() const override { return database_.engine(); }
    [[nodiscard]] Condition condition() const override { return database_.condition(); }
    Result<std::int64_t> run(std::string_view sql, std::span<const store::Value> values, const OnRow* on_row) override {
        const OnRow keep = [&](const store::Row& row) -> Result<void> {
            plans.push_back(row.text(3));
            return {};
        };
        STRATUM_TRY_VOID(database_.run("EXPLAIN QUERY PLAN " + std::string{sql}, values, &keep));
        return database_.run(sql, values, on_row);
    }
    Result<void> script(std::string_view sql) override { return database_.script(sql); }
    std::vector<std::string> plans;

  private:
    store::Database& database_;
};

class ListingPlanTest : public LibraryTest {
  protected:
    void SetUp() override {
        LibraryTest::SetUp();
        database_ = database();
        rows_ = add_sample_summaries(*database_, library_->workspace(), 6000, clock_.now()).value();
    }
    std::vector<std::string> plans(const TrackFilter& filter, const TrackOrder& order, PageRequest page = {}) {
        Watched watched{*database_};
        Library library = Library::over(watched, library_->workspace(), clock_);
        const auto found = Tracks{library}.list(filter, order, page);
        EXPECT_TRUE(found) << found.error().text();
        return watched.plans;
    }
    std::vector<SummaryRow> rows_;
};

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

/// Nothing is read from end to end, and nothing sorted.
const auto kWalks = Each(AllOf(Not(HasSubstr("SCAN s")), Not(HasSubstr("TEMP B-TREE"))));

TEST_P(ListingPlanTest, EveryOrderIsWalked) {
    for (const char* const name : {"title", "artist", "album", "genre", "year", "bpm", "key", "energy", "duration",
                                   "lufs", "rating", "added_at", "updated_at", "doubt"})
        for (const bool descending : {false, true}) {
            const auto order = parse_track_order((descending ? "-" : "") + std::string{name}).value();
            SCOPED_TRACE(name);
            EXPECT_THAT(plans({}, order), kWalks);
            const auto cursor = Tracks{*library_}.list({}, order, {})->next_cursor;
            ASSERT_TRUE(cursor);
            const auto deep = plans({}, order, {.limit = 50, .cursor = *cursor});
            EXPECT_THAT(deep, kWalks);
            // What comes before the cursor is passed over by the index.
            EXPECT_THAT(deep, Contains(testing::ContainsRegex("[<>]"))) << testing::PrintToString(deep);
        }
}

TEST_P(ListingPlanTest, ListsDatesAndWordsAreWalkedInTheOrderTheyCame) {
    const auto list =
        Playlists{*library_}.create("x", {}, std::array{rows_[1].summary.id, rows_[2].summary.id}).value();
    const auto set = Collections{*library_}.create("y", {}).value();
    TrackFilter filter;
    filter.playlist = list.id;
    EXPECT_THAT(plans(filter, {TrackSort::position, false}), kWalks);
    EXPECT_THAT(plans(filter, {}), kWalks);
    filter = {};
    filter.collection = set.id;
    EXPECT_THAT(plans(filter, {}), kWalks);
    filter = {};
    filter.added_after = rows_[100].summary.added_at;
    EXPECT_THAT(plans(filter, {}), kWalks);
    filter = {};
    filter.q = "mo";
    EXPECT_THAT(plans(filter, {}), AllOf(Each(Not(HasSubstr("TEMP B-TREE"))), Each(Not(HasSubstr("SCAN s")))));
}

TEST_P(ListingPlanTest, TempoAndKeyAreFoundInTheirIndexAlone) {
    TrackFilter filter;
    filter.bpm_min = 120.0;
    filter.bpm_max = 122.0;
    filter.keys = {key_at(3), key_at(5), key_at(8)};
    const auto found = plans(filter, {});
    EXPECT_THAT(found, Contains(HasSubstr("COVERING INDEX summaries_by_key_and_bpm")));
    EXPECT_THAT(found, Each(Not(HasSubstr("SCAN s"))));
}

TEST_P(ListingPlanTest, TheTracksOfSeveralKeysAreWalkedInTheOrderOfTheirTempo) {
    TrackFilter filter;
    filter.bpm_min = 90.0;
    filter.keys = {key_at(3), key_at(5), key_at(8)};
    for (const char* const name : {"bpm", "-bpm"}) {
        const auto found = plans(filter, parse_track_order(name).value());
        EXPECT_THAT(found, Contains(AllOf(HasSubstr("COVERING INDEX summaries_by_key_and_bpm"),
                                          HasSubstr("key_place=? AND bpm>?"))));
        // A page of each key is all that is sorted.
        EXPECT_THAT(found, Each(Not(HasSubstr("SCAN s"))));
    }
}

TEST_P(ListingPlanTest, AWalkInTheOrderOfANumberBeginsWhereItsConditionDoes) {
    TrackFilter filter;
    filter.bpm_min = 90.0;
    EXPECT_THAT(plans(filter, parse_track_order("bpm").value()), Contains(HasSubstr("bpm>?")));
    filter = {};
    filter.q = "energy:>4";
    EXPECT_THAT(plans(filter, parse_track_order("energy").value()), Contains(HasSubstr("energy>?")));
}

TEST_P(ListingPlanTest, TextAnywhereInAValueIsLookedForInTheIndexOfThatValue) {
    TrackFilter filter;
    filter.q = "artist:zzz";
    EXPECT_THAT(plans(filter, {}), Contains(HasSubstr("COVERING INDEX summaries_by_artist")));
}

INSTANTIATE_TEST_SUITE_P(Engines, ListingPlanTest, testing::Values(store::Engine::sqlite),
                         [](const auto& test) { return std::string{store::name_of(test.param)}; });

}  // namespace
}  // namespace stratum::library
